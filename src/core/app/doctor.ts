import { statfs } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import type { DoctorReport } from '#contract/results.ts'
import { findMediaTools } from '#core/media/tools.ts'
import type { Parts } from './parts.ts'

type Check = DoctorReport['checks'][number]

const GIB = 1024 ** 3
/** Below this a long scan may fill the disk. */
const COMFORTABLE_FREE_BYTES = 2 * GIB

/** What works on this machine and why not. A check never throws: its failure is the answer. */
export async function runDoctor(parts: Parts, signal: AbortSignal): Promise<DoctorReport> {
  const checks: Check[] = [machine()]
  for (const [name, look] of LOOKS) {
    signal.throwIfAborted()
    checks.push(await look(parts).catch((error) => missing(name, error)))
  }
  return { ok: checks.every(({ state }) => state !== 'missing'), checks }
}

const LOOKS: readonly (readonly [string, (parts: Parts) => Promise<Check>])[] = [
  ['ffmpeg', lookAtMedia],
  ['library', lookAtLibrary],
  ['disk', lookAtDisk],
  ['inference', lookAtInference],
  ['models', lookAtModels],
]

function machine(): Check {
  const memory = (totalmem() / GIB).toFixed(0)
  const detail = `${process.platform} ${process.arch}, ${availableParallelism()} processor cores, ${memory} GiB memory, Node ${process.versions.node}`
  return { name: 'machine', state: 'ok', detail, hint: null }
}

async function lookAtMedia(): Promise<Check> {
  const tools = await findMediaTools()
  const detail = `ffmpeg ${tools.ffmpegVersion} (${tools.ffmpeg}), ffprobe ${tools.ffprobeVersion} (${tools.ffprobe})`
  return { name: 'ffmpeg', state: 'ok', detail, hint: null }
}

async function lookAtLibrary(parts: Parts): Promise<Check> {
  const { name } = parts.database()
  return { name: 'library', state: 'ok', detail: name, hint: null }
}

async function lookAtDisk({ libraryFolder }: Parts): Promise<Check> {
  const { bavail, bsize } = await statfs(libraryFolder)
  const free = bavail * bsize
  const detail = `${(free / GIB).toFixed(1)} GiB free for the library`
  if (free >= COMFORTABLE_FREE_BYTES) return { name: 'disk', state: 'ok', detail, hint: null }
  const hint = 'An hour of video takes about 10 MB of features, an imported model about 900 MB.'
  return { name: 'disk', state: 'limited', detail, hint }
}

async function lookAtInference(parts: Parts): Promise<Check> {
  const { used, reason } = await parts.pool().device()
  const processes = `${parts.pool().workers} inference processes`
  return { name: 'inference', state: 'ok', detail: `${used}, ${processes}: ${reason}`, hint: null }
}

async function lookAtModels(parts: Parts): Promise<Check> {
  const { bundle } = await parts.catalogue().open()
  const all = await parts.catalogue().list()
  const broken = all.filter(({ problem }) => problem !== null).map(({ id }) => id)
  const detail = `${all.length} installed; scans use ${bundle.id} (${bundle.training})`
  if (broken.length === 0) return { name: 'models', state: 'ok', detail, hint: null }
  const hint = `These cannot be loaded: ${broken.join(', ')}. Import them again.`
  return { name: 'models', state: 'limited', detail, hint }
}

function missing(name: string, error: unknown): Check {
  const hint = error instanceof FlagreelError ? (error.hint ?? null) : null
  return { name, state: 'missing', detail: reasonOf(error), hint }
}
