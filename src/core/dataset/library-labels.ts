import { dirname, resolve } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import { readCsv } from './read-csv.ts'

/** One row of a list of videos: `file,label`. */
export interface LabelledFile {
  /** Absolute; relative ones count from the list's folder. */
  readonly path: string
  readonly label: string
  readonly line: number
}

/** Reads a list of videos with their labels. Throws `bad-argument` for an empty one or a file that is listed twice. */
export async function readLibraryLabels(list: string): Promise<LabelledFile[]> {
  const rows = await readCsv(list, ['file', 'label'])
  if (rows.length === 0)
    throw new FlagreelError('bad-argument', `${list} lists no videos.`, {
      hint: 'Each line after the heading is a video of the library and its label.',
    })
  const files = rows.map(({ line, cells }) => ({
    line,
    label: cells.label!,
    path: resolve(dirname(resolve(list)), cells.file!),
  }))
  return assertOnce(list, files, ({ path }) => path)
}

/** Refuses a list that names the same video twice, by whatever tells videos apart. */
export function assertOnce<Row extends Pick<LabelledFile, 'path' | 'line'>>(
  list: string,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): Row[] {
  const seen = new Map<string, Row>()
  for (const row of rows) {
    const before = seen.get(keyOf(row))
    if (before)
      throw new FlagreelError(
        'bad-argument',
        before.path === row.path
          ? `${list} lists ${row.path} twice, in the lines ${before.line} and ${row.line}.`
          : `${list} lists the same video twice: ${before.path} (line ${before.line}) and ${row.path} (line ${row.line}).`,
        { hint: 'A video that counts twice would be learned twice: leave one line.' },
      )
    seen.set(keyOf(row), row)
  }
  return [...rows]
}
