import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import { assertOnce } from './library-labels.ts'
import { readCsv } from './read-csv.ts'

/** One row of a list in the authors' form: `path,label`. */
export interface ListedFeatures {
  /** Of a .npy that is there. */
  readonly path: string
  readonly label: string
  readonly line: number
}

const SHOWN = 5

/**
 * Reads a list of features. A path counts from the list's folder; one that is not there, as in the authors' lists, is
 * sought below `root` by ever fewer of its last parts. Throws `bad-argument` for an empty list or a path that is listed
 * twice, `not-found` naming the files that are missing.
 */
export async function readFeatureList(list: string, root?: string): Promise<ListedFeatures[]> {
  const rows = await readCsv(list, ['path', 'label'])
  if (rows.length === 0)
    throw new FlagreelError('bad-argument', `${list} lists no features.`, {
      hint: 'Each line after the heading is the path of a .npy and its label.',
    })
  const listed = rows.map(({ line, cells }) => ({
    line,
    label: cells.label!,
    stated: cells.path!,
    path: findFile(cells.path!, { folder: dirname(resolve(list)), root }),
  }))
  const missing = listed.filter(({ path }) => path === undefined)
  if (missing.length > 0)
    throw new FlagreelError(
      'not-found',
      `${missing.length} of ${listed.length} files of ${list} are not there: ${some(missing.map(({ stated, line }) => `${stated} (line ${line})`))}.`,
      { hint: 'Say with --root which folder holds them.' },
    )
  const found = listed.map(({ line, label, path }) => ({ line, label, path: path! }))
  return assertOnce(list, found, ({ path }) => path)
}

function findFile(
  stated: string,
  { folder, root }: { readonly folder: string; readonly root: string | undefined },
): string | undefined {
  const own = isAbsolute(stated) ? stated : join(folder, stated)
  if (existsSync(own)) return own
  if (root === undefined) return undefined
  const parts = stated.split(/[\\/]/).filter((part) => part !== '' && part !== '..' && part !== '.')
  const below = parts.map((_, from) => join(root, ...parts.slice(from)))
  return below.find((path) => existsSync(path))
}

export function some(names: readonly string[]): string {
  return names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')}, …` : names.join(', ')
}
