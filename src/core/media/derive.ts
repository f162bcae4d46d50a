import { existsSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import { dropRunMark, isLeftover, RUN_MARK, takeRunMark } from '#core/files/run-mark.ts'
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
export interface DeriveOptions {
  readonly signal: AbortSignal
  /** Throws when the source is not the one that is meant, or no more; asked before it is read and before the result is kept. */
  readonly confirm?: () => void
}

/** A still and a sheet take seconds; a strip of a day of video some minutes. */
const PICTURE_TIMEOUT_MS = 30 * 60_000
const STDERR_BYTES = 64 * 1024

export async function makeStill(tools: Tools, args: StillArguments, options: DeriveOptions) {
  const write = (out: string) => make(tools, stillArgs({ ...args, out }), options)
  await whole(args.out, write, options)
}

/** Sheets beside each other in the folder `out`. Returns nothing: the caller knows how many there are. */
export async function makeStrip(tools: Tools, args: StripArguments, options: DeriveOptions) {
  const write = async (folder: string) => {
    await mkdir(folder)
    await make(tools, stripArgs({ ...args, out: join(folder, '%03d.jpg') }), options)
  }
  await whole(args.out, write, options)
}

export interface ProxyOptions extends DeriveOptions {
  /** Seconds of the source that are done. */
  readonly onProgress: (doneSec: number) => void
}

export async function makeProxy(tools: Tools, args: ProxyArguments, options: ProxyOptions) {
  const { signal, onProgress } = options
  throwIfCancelled(signal)
  const write = async (out: string) => {
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
  }
  await whole(args.out, write, options)
}

async function make(
  tools: Tools,
  args: readonly string[],
  { signal }: DeriveOptions,
): Promise<void> {
  const limits = { signal, timeoutMs: PICTURE_TIMEOUT_MS, maxOutputBytes: STDERR_BYTES }
  const { code, stderr } = await runTool(tools.ffmpeg, args, limits)
  if (code !== 0) throw unmade(args[args.indexOf('-i') + 1]?.slice('file:'.length) ?? '', stderr)
}

/** Its name tells whether the run that writes it can still be alive: another one may be making the same. */
const UNFINISHED = new RegExp(`^\\.making-(${RUN_MARK})-`)

/** Removes what runs of this machine were making in a folder when they were killed. */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, mark] = UNFINISHED.exec(name) ?? []
    if (mark === undefined || !isLeftover(mark)) continue
    try {
      rmSync(join(folder, name), { recursive: true, force: true })
    } catch {
      // An ffmpeg that outlived its run may hold a file open on Windows; the next run tries again.
    }
  }
}

/** A file or folder that appears whole or not at all, though ffmpeg writes it over minutes. */
async function whole(
  path: string,
  write: (temporary: string) => Promise<void>,
  { confirm }: DeriveOptions,
): Promise<void> {
  confirm?.()
  const mark = takeRunMark()
  const temporary = join(dirname(path), `.making-${mark}-${basename(path)}`)
  try {
    await mkdir(dirname(path), { recursive: true })
    await write(temporary)
    await flush(temporary)
    confirm?.()
    await rename(temporary, path).catch(unlessThere(path))
  } finally {
    await rm(temporary, { recursive: true, force: true })
    dropRunMark(mark)
  }
}

/** Another run may have been first: a folder is not replaced, nor on Windows a file that is being read. */
function unlessThere(path: string) {
  return (error: unknown) => {
    if (!existsSync(path)) throw error
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
