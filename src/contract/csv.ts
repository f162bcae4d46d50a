import { visibleText } from './visible-text.ts'

/**
 * Rows as RFC 4180 text: CRLF, quotes doubled, `.` decimals whatever the locale. What a spreadsheet would run as a formula
 * gets an apostrophe in front, also behind quotes and blanks, and inside a cell where one that separates by semicolons or
 * tabs would begin another: file names and labels come from strangers. What cannot be seen is `\u{…}`.
 */
export type CsvCell = string | number | null

export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  // Line ends and tabs are seen.
  const text = cell.replace(/[^\t\r\n]+/g, visibleText).replace(FORMULA, "'")
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Before a sign that begins a formula, the full-width ones too; a cell that begins with a separator hides what follows. */
const FORMULA = /(?<=^|[;\t\r\n])(?=["' ]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/g
