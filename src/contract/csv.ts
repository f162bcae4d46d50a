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
  const text = cell.replace(INVISIBLE, escaped).replace(FORMULA, "'")
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Before a sign that begins a formula, the full-width ones too; a cell that begins with a separator hides what follows. */
const FORMULA = /(?<=^|[;\t\r\n])(?=["' ]*[=+\-@＝＋－＠])|^(?=[\t\r\n])/g
/** Line ends and tabs are seen. */
const INVISIBLE =
  /(?![\t\r\n])[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
