import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import {
  type ProxyArguments,
  proxyArgs,
  type StillArguments,
  type StripArguments,
  stillArgs,
  stripArgs,
} from './derive-args.ts'
import { LineSplitter } from './line-splitter.ts'
import { runTool, startTool, throwIfCancelled } from './run-tool.ts'
import type { MediaTools } from './tools.ts'

type Tools = Pick<MediaTools, 'ffmpeg'>
interface Stopping {
  readonly signal: AbortSignal
}

/** A still and a sheet take seconds; a strip of a day of video some minutes. */
const PICTURE_TIMEOUT_MS = 30 * 60_000
const STDERR_BYTES = 64 * 1024

export async function makeStill(tools: Tools, args: StillArguments, stopping: Stopping) {
  await whole(args.out, (out) => make(tools, stillArgs({ ...args, out }), stopping))
}

/** Sheets beside each other in the folder `out`. Returns nothing: the caller knows how many there are. */
export async function makeStrip(tools: Tools, args: StripArguments, stopping: Stopping) {
  await whole(args.out, async (folder) => {
    await mkdir(folder)
    await make(tools, stripArgs({ ...args, out: join(folder, '%03d.jpg') }), stopping)
  })
}

export interface ProxyOptions extends Stopping {
  /** Seconds of the source that are done. */
  readonly onProgress: (doneSec: number) => void
}

export async function makeProxy(tools: Tools, args: ProxyArguments, options: ProxyOptions) {
  const { signal, onProgress } = options
  throwIfCancelled(signal)
  await whole(args.out, async (out) => {
    const child = startTool(tools.ffmpeg, proxyArgs({ ...args, out }))
    const stop = () => child.kill()
    signal.addEventListener('abort', stop)
    const lines = new LineSplitter((line) => {
      const [, micros] = /^out_time_us=(\d+)$/.exec(line) ?? []
      if (micros) onProgress(Number(micros) / 1e6)
    })
    child.stdout.on('data', (bytes: Buffer) => lines.push(bytes.toString('utf8')))
    let complaint = ''
    child.stderr.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString('utf8')).slice(0, STDERR_BYTES)
    })
    try {
      const { code } = await child.ended
      throwIfCancelled(signal)
      if (code !== 0) throw unmade(args.path, complaint)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  })
}

async function make(tools: Tools, args: readonly string[], { signal }: Stopping): Promise<void> {
  const limits = { signal, timeoutMs: PICTURE_TIMEOUT_MS, maxOutputBytes: STDERR_BYTES }
  const { code, stderr } = await runTool(tools.ffmpeg, args, limits)
  if (code !== 0) throw unmade(args[args.indexOf('-i') + 1]?.slice('file:'.length) ?? '', stderr)
}

/** A file or folder that appears whole or not at all, though ffmpeg writes it over minutes. */
async function whole(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.making-${basename(path)}`)
  await mkdir(dirname(path), { recursive: true })
  await rm(temporary, { recursive: true, force: true })
  try {
    await write(temporary)
    await flush(temporary)
    await rename(temporary, path)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

/** ffmpeg exits well without a picture where there is no frame at the time that was asked for. */
async function flush(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found || (found.isFile() && found.size === 0))
    throw new FlagreelError('bad-media', 'ffmpeg found no picture at this place of the video.')
  if (!found.isFile()) return
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
}

function unmade(path: string, stderr: string): FlagreelError {
  const reason = stderr.trim().split('\n').at(-1) || 'it said nothing'
  return new FlagreelError('bad-media', `ffmpeg made no picture of ${path}: ${reason}`)
}
