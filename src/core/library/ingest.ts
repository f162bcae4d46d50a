import { stat } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { isAbort } from '#contract/errors.ts'
import type { Database } from '#core/storage/open-database.ts'
import { transaction } from '#core/storage/transaction.ts'
import { type CrawlOptions, crawl } from './crawl.ts'
import { type Identity, identify } from './identity.ts'
import { inParallel } from './in-parallel.ts'
import { isGone, type PathProblem, pathProblem } from './path-problem.ts'
import { type FoundFile, type LibraryFile, LibraryStore } from './store.ts'

interface IngestedFile {
  readonly fileId: number
  readonly contentId: string
  readonly path: string
  /** The path was not in the library. */
  readonly isNew: boolean
  /** The path held another content before. */
  readonly changed: boolean
}

export interface IngestResult {
  /** In the order of the crawl. */
  readonly files: readonly IngestedFile[]
  readonly problems: readonly PathProblem[]
  /** Files of the given paths that were there before and are gone now. Nothing of theirs is deleted. */
  readonly missing: readonly LibraryFile[]
}

export interface IngestOptions extends CrawlOptions {
  readonly now?: () => number
  /** Called after each stored batch. */
  readonly onProgress?: ((files: number, problems: number) => void) | undefined
}

interface Ingest {
  readonly db: Database
  readonly store: LibraryStore
  readonly signal: AbortSignal | undefined
  readonly now: () => number
}

/** Files stored in one transaction. */
const BATCH = 256
/** Files being read at a time: enough to keep a disk busy. */
const PARALLEL = 8

/**
 * Brings the library up to date with the given files and folders. A file whose path, size and time of change are known
 * is not read again; any other is identified by its content, so a renamed or moved file keeps what is known about it.
 */
export async function ingest(
  db: Database,
  paths: readonly string[],
  { now = Date.now, onProgress, ...crawling }: IngestOptions = {},
): Promise<IngestResult> {
  const ingesting: Ingest = { db, store: new LibraryStore(db), signal: crawling.signal, now }
  const files: IngestedFile[] = []
  const problems: PathProblem[] = []
  let batch: string[] = []
  const store = async () => {
    for (const result of await ingestBatch(ingesting, batch))
      if ('kind' in result) problems.push(result)
      else files.push(result)
    batch = []
    onProgress?.(files.length, problems.length)
  }
  for await (const entry of crawl(paths, crawling)) {
    if (entry.kind === 'problem') problems.push(entry)
    else batch.push(entry.path)
    if (batch.length === BATCH) await store()
  }
  await store()
  const seen = new Set(files.map(({ path }) => path))
  const unseen = paths
    .flatMap((path) => ingesting.store.filesUnder(resolve(path), sep))
    .filter((file) => !seen.has(file.path))
  return { files, problems, missing: await markGone(ingesting, unseen) }
}

/** Looks whether every file of the library is still there, without reading any; returns the ones newly gone. */
export async function findMissing(
  db: Database,
  signal?: AbortSignal,
): Promise<readonly LibraryFile[]> {
  const store = new LibraryStore(db)
  return markGone({ db, store, signal, now: Date.now }, store.files())
}

type Inspected =
  | { readonly kind: 'unchanged'; readonly known: LibraryFile; readonly contentId: string }
  | {
      readonly kind: 'read'
      readonly found: FoundFile
      readonly known: LibraryFile | undefined
      readonly identity: Identity
    }
  | { readonly kind: 'unreadable'; readonly found: FoundFile; readonly problem: PathProblem }
  | PathProblem

async function ingestBatch(
  ingesting: Ingest,
  paths: readonly string[],
): Promise<(IngestedFile | PathProblem)[]> {
  const reads = await inParallel(paths, PARALLEL, (path) => inspect(ingesting, path))
  return transaction(ingesting.db, () => reads.map((read) => store(ingesting, read)))
}

async function inspect({ store, signal }: Ingest, path: string): Promise<Inspected> {
  let found: FoundFile | undefined
  try {
    signal?.throwIfAborted()
    const { size: bytes, mtimeMs } = await stat(path)
    found = { path, bytes, mtimeMs }
    const known = store.fileAt(path)
    const contentId = unchangedContent(known, found)
    if (known && contentId) return { kind: 'unchanged', known, contentId }
    // Should the file be written to just now, the size and time from before make the next scan read it again.
    return { kind: 'read', found, known, identity: await identify(path, signal) }
  } catch (error) {
    if (isAbort(error)) throw error
    const problem = pathProblem(path, error)
    return found === undefined || isGone(error) ? problem : { kind: 'unreadable', found, problem }
  }
}

function unchangedContent(known: LibraryFile | undefined, found: FoundFile): string | undefined {
  if (known === undefined || known.state === 'unreadable') return undefined
  const isSame = known.bytes === found.bytes && known.mtimeMs === found.mtimeMs
  return isSame ? known.contentId : undefined
}

function store({ store, now }: Ingest, read: Inspected): IngestedFile | PathProblem {
  switch (read.kind) {
    case 'problem':
      return read
    case 'unreadable':
      store.putUnreadable(read.found, read.problem.error.message, now())
      return read.problem
    case 'unchanged': {
      const { known, contentId } = read
      store.touch(known.id, now())
      return { fileId: known.id, contentId, path: known.path, isNew: false, changed: false }
    }
    case 'read': {
      const { found, known, identity } = read
      store.addContent(identity, now())
      const fileId = store.putFile(found, identity.id, now())
      const changed = known?.contentId !== undefined && known.contentId !== identity.id
      const isNew = known === undefined
      return { fileId, contentId: identity.id, path: found.path, isNew, changed }
    }
  }
}

async function markGone(
  { db, store, signal }: Ingest,
  files: readonly LibraryFile[],
): Promise<LibraryFile[]> {
  const present = files.filter(({ state }) => state !== 'missing')
  const gone = await inParallel(present, PARALLEL, async ({ path }) => {
    signal?.throwIfAborted()
    return stat(path).then(() => false, isGone)
  })
  const missing = present.filter((_, index) => gone[index])
  transaction(db, () => {
    for (const { id } of missing) store.setMissing(id)
  })
  return missing
}
