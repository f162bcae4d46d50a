import { mkdtemp, open, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Call } from '#contract/api.ts'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import type { ModelSummary } from '#contract/results.ts'

/** The released checkpoints have 650 MB. */
const LARGEST_CHECKPOINT = 4 * 1024 ** 3

const querySchema = z.object({
  file: z.string().max(255).default('checkpoint'),
  preset: z.enum(['ucf', 'xd']).optional(),
  name: z.string().min(1).max(120).optional(),
})

/**
 * A checkpoint that was dropped on a page. A page has no path to give, so its bytes come over and lie in a private folder
 * for as long as the import takes.
 */
export async function importUpload(
  call: Call,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<ModelSummary> {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const query = querySchema.safeParse(Object.fromEntries(searchParams))
  if (!query.success) throw new FlagreelError('bad-argument', 'This is no import of a model.')
  const { file: name, ...options } = query.data
  const folder = await mkdtemp(join(tmpdir(), 'flagreel-import-'))
  try {
    // The model's provenance names it.
    const file = join(folder, plainName(name))
    await receive(request, { file, name, signal })
    return await call('models.import', { ...options, file }, { signal })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What a person calls a file, as a name inside one folder. */
function plainName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N} ._-]/gu, '_')
      .replace(/^\.+/, '')
      .slice(0, 80) || 'checkpoint'
  )
}

interface Target {
  readonly file: string
  /** What the person calls it. */
  readonly name: string
  readonly signal: AbortSignal
}

/** Writes what comes. When that fails the rest is still read: a browser hears of it only after it has sent everything. */
async function receive(request: IncomingMessage, { file, name, signal }: Target): Promise<void> {
  try {
    if (Number(request.headers['content-length']) > LARGEST_CHECKPOINT) throw tooLarge(name)
    await write(request, { file, name, signal })
  } catch (cause) {
    request.resume()
    if (cause instanceof FlagreelError) throw cause
    const isFull = cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC'
    throw new FlagreelError(
      isFull ? 'disk' : 'unreadable',
      isFull
        ? `The disk of the temporary folder is full: ${name} does not fit into ${tmpdir()}.`
        : `${name} did not arrive: ${reasonOf(cause)}`,
      { cause, hint: 'Make room there, or import the file with "flagreel models import".' },
    )
  }
}

async function write(request: IncomingMessage, { file, name, signal }: Target): Promise<void> {
  const copy = await open(file, 'wx', 0o600)
  try {
    let bytes = 0
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      signal.throwIfAborted()
      bytes += (chunk as Buffer).length
      if (bytes > LARGEST_CHECKPOINT) throw tooLarge(name)
      await copy.appendFile(chunk as Buffer)
    }
  } finally {
    await copy.close()
  }
}

function tooLarge(name: string): FlagreelError {
  return new FlagreelError(
    'bad-argument',
    `${name} is larger than any checkpoint (${LARGEST_CHECKPOINT / 1024 ** 3} GiB at most).`,
  )
}
