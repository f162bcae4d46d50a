import { isUtf8 } from 'node:buffer'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { byNaturalOrder } from './natural-order.ts'
import { printableName } from './path-problem.ts'

/** What an entry is, links followed; `broken` is a link that leads nowhere. */
export type ChildKind = 'file' | 'folder' | 'other' | 'broken'

export interface Child {
  readonly path: string
  readonly name: string
  /** False when the name on disk has bytes that are no text; `path` cannot be opened then. */
  readonly isText: boolean
  readonly isLink: boolean
  readonly kind: () => Promise<ChildKind>
}

/** The entries of a folder in natural order. A link is looked up only when its kind is asked for. */
export async function listFolder(folder: string): Promise<Child[]> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
  const children = entries.map((entry) => {
    const name = printableName(entry.name)
    const path = join(folder, name)
    const isLink = entry.isSymbolicLink()
    const kind = () => (isLink ? kindOfTarget(path) : Promise.resolve(kindOf(entry)))
    return { path, name, isText: isUtf8(entry.name), isLink, kind }
  })
  return byNaturalOrder(children, ({ name }) => name)
}

interface Kinds {
  isFile(): boolean
  isDirectory(): boolean
}

function kindOf(entry: Kinds): ChildKind {
  if (entry.isFile()) return 'file'
  return entry.isDirectory() ? 'folder' : 'other'
}

async function kindOfTarget(path: string): Promise<ChildKind> {
  try {
    return kindOf(await stat(path))
  } catch {
    return 'broken'
  }
}
