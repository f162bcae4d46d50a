import { stat } from 'node:fs/promises'
import { posix, relative, resolve, sep } from 'node:path'
import { type Child, type ChildKind, listFolder } from './list-folder.ts'
import { nameIsNoText, notAFile, type PathProblem, pathProblem } from './path-problem.ts'
import { hasVideoExtension } from './video-extensions.ts'

export type CrawlEntry = { readonly kind: 'file'; readonly path: string } | PathProblem

export interface CrawlOptions {
  /** Globs (`node:path` matchesGlob) for the path below the given folder, written with `/`; one without `/` is for names. */
  readonly exclude?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

interface Folder {
  readonly path: string
  /** The given folder it was found under. */
  readonly root: string
}

interface Crawl extends CrawlOptions {
  /** Files given by name, which a walk does not yield again. */
  readonly named: Set<string>
  readonly visited: Set<string>
  /** Folders behind symbolic links, kept for the end. */
  readonly linked: Folder[]
}

/**
 * The video files of the given files and folders, lazily: files given by name first, then each folder in natural order,
 * its subfolders among its files. What lies behind linked folders comes last, so that a real path wins over a link to
 * it. No folder is entered twice. A walk takes files with a video extension and leaves out what is hidden and the
 * system's own folders; a file given by name is always taken.
 */
export async function* crawl(
  paths: readonly string[],
  options: CrawlOptions = {},
): AsyncGenerator<CrawlEntry, void, undefined> {
  const crawling: Crawl = { ...options, named: new Set(), visited: new Set(), linked: [] }
  const folders: Folder[] = []
  for (const path of new Set(paths.map((given) => resolve(given)))) {
    const entry = await look(path)
    if (entry.kind === 'folder') folders.push({ path, root: path })
    else yield entry
    if (entry.kind === 'file') crawling.named.add(path)
  }
  for (const folder of folders) yield* walk(crawling, folder)
  // The list grows while it is walked.
  for (const folder of crawling.linked) yield* walk(crawling, folder)
}

type Found = CrawlEntry | { readonly kind: 'folder'; readonly path: string }

async function look(path: string): Promise<Found> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return { kind: 'folder', path }
    return found.isFile() ? { kind: 'file', path } : notAFile(path)
  } catch (error) {
    return pathProblem(path, error)
  }
}

/** Depth first with a stack of our own: a tree may be deeper than calls can nest. */
async function* walk(crawling: Crawl, top: Folder): AsyncGenerator<CrawlEntry, void, undefined> {
  const stack: Iterator<Child>[] = []
  let enter: string | undefined = top.path
  while (enter !== undefined || stack.length > 0) {
    crawling.signal?.throwIfAborted()
    if (enter !== undefined) {
      const children = await childrenOf(crawling, enter)
      if ('kind' in children) yield children
      else stack.push(children.values())
      enter = undefined
    }
    const next = stack.at(-1)?.next()
    if (next?.done) stack.pop()
    if (next === undefined || next.done) continue
    const found = await classify(crawling, next.value, top.root)
    if (found?.kind === 'folder') enter = found.path
    else if (found) yield found
  }
}

/** Nothing for a folder that was visited, by whatever path. */
async function childrenOf({ visited }: Crawl, path: string): Promise<Child[] | PathProblem> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    const identity = `${dev}:${ino}`
    if (visited.has(identity)) return []
    visited.add(identity)
    return await listFolder(path)
  } catch (error) {
    return pathProblem(path, error)
  }
}

async function classify(crawling: Crawl, child: Child, root: string): Promise<Found | undefined> {
  const { path, name } = child
  if (isLeftOut(name) || isExcluded(crawling, relative(root, path))) return undefined
  if (crawling.named.has(path)) return undefined
  const kind = await child.kind()
  if (kind !== 'folder' && !hasVideoExtension(name)) return undefined
  if (!child.isText) return nameIsNoText(path)
  if (kind === 'folder' && child.isLink) {
    crawling.linked.push({ path, root })
    return undefined
  }
  return foundAs(kind, path)
}

function foundAs(kind: ChildKind, path: string): Found | Promise<Found> {
  switch (kind) {
    case 'file':
    case 'folder':
      return { kind, path }
    case 'other':
      return notAFile(path)
    case 'broken':
      // Looked at once more for the reason.
      return look(path)
  }
}

const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  '$recycle.bin',
  'system volume information',
  'lost+found',
  '@eadir',
  '#recycle',
  '#snapshot',
])

function isLeftOut(name: string): boolean {
  return name.startsWith('.') || SYSTEM_FOLDERS.has(name.toLowerCase())
}

function isExcluded({ exclude = [] }: Crawl, below: string): boolean {
  const path = below.split(sep).join('/')
  return exclude.some((glob) =>
    posix.matchesGlob(glob.includes('/') ? path : posix.basename(path), glob),
  )
}
