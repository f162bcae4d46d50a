/** A folder of the library with what lies in it and below. */
export interface FolderNode {
  readonly path: string
  /** From the folder above that is listed, else whole. */
  readonly name: string
  readonly depth: number
  readonly count: number
}

const SEPARATOR = /[/\\]/

/** Whether a folder is another one or lies below it. */
export function isWithin(folder: string, parent: string): boolean {
  if (!folder.startsWith(parent)) return false
  const next = folder[parent.length]
  return next === undefined || SEPARATOR.test(next) || SEPARATOR.test(parent.at(-1) ?? '')
}

/** The folders of entries as a tree, each above what lies below it; and what several have in common. */
export function folderTree(folders: readonly string[]): readonly FolderNode[] {
  const own = new Map<string, number>()
  for (const folder of folders) own.set(folder, (own.get(folder) ?? 0) + 1)
  const nodes: (FolderNode & { count: number })[] = []
  const above: (FolderNode & { count: number })[] = []
  for (const path of inTreeOrder(withForks([...own.keys()]))) {
    while (above.length > 0 && !isWithin(path, above.at(-1)!.path)) above.pop()
    const parent = above.at(-1)?.path
    const name = parent === undefined ? path : path.slice(parent.length).replace(/^[/\\]/, '')
    const node = { path, name, depth: above.length, count: 0 }
    nodes.push(node)
    above.push(node)
    for (const each of above) each.count += own.get(path) ?? 0
  }
  return nodes
}

/** What lies in a folder comes right after it: "a/b" before "a b", which plain order puts between. */
function inTreeOrder(folders: Iterable<string>): string[] {
  const keyed = [...folders].map((path) => [path.replaceAll(/[/\\]/g, '\0'), path] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, path]) => path)
}

/** With the folders where neighbours part: what a person thinks of as the place of them all. */
function withForks(folders: readonly string[]): ReadonlySet<string> {
  const sorted = inTreeOrder(folders)
  const all = new Set(sorted)
  for (const [index, folder] of sorted.entries()) {
    const fork = commonFolder(folder, sorted[index + 1] ?? folder)
    if (fork !== '') all.add(fork)
  }
  return all
}

function commonFolder(a: string, b: string): string {
  if (isWithin(b, a)) return a
  let end = 0
  for (let i = 0; i < Math.min(a.length, b.length) && a[i] === b[i]; i++)
    if (SEPARATOR.test(a[i]!)) end = i
  return a.slice(0, end)
}
