import { parse } from 'csv-parse/sync'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { readWholeText } from '#core/files/read-whole.ts'

export interface CsvRow {
  /** In the file, the heading being line 1. */
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

const LIST = { what: 'a list', largestBytes: 256 * 1024 * 1024 }

/**
 * A table with a heading, RFC 4180, every row with all of `columns`; more columns are left alone. Throws `not-found`,
 * `unreadable`, or `bad-argument` naming the line that is wrong, or a heading that lacks a column.
 */
export async function readCsv(path: string, columns: readonly string[]): Promise<CsvRow[]> {
  const text = await readWholeText(path, LIST)
  const rows = parseRows(path, text)
  const heading = rows[0]
  const missing = columns.filter((column) => heading && !Object.hasOwn(heading.cells, column))
  if (missing.length > 0)
    throw new FlagreelError(
      'bad-argument',
      `${path} has no column ${missing.join(', ')}; its columns are ${Object.keys(heading!.cells).join(', ')}.`,
      { hint: `The first line must be a heading with ${columns.join(', ')}.` },
    )
  return rows
}

interface ParsedRow {
  readonly record: Record<string, string>
  readonly info: { readonly lines: number }
}

function parseRows(path: string, text: string): CsvRow[] {
  try {
    const rows = parse(text, {
      columns: true,
      info: true,
      bom: true,
      skip_empty_lines: true,
    }) as unknown
    return (rows as ParsedRow[]).map(({ record, info }) => ({ line: info.lines, cells: record }))
  } catch (cause) {
    throw new FlagreelError('bad-argument', `${path} is no table: ${reasonOf(cause)}.`, {
      cause,
      hint: 'Comma-separated values (RFC 4180) in UTF-8, the first line a heading.',
    })
  }
}
