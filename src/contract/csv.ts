/**
 * Rows as RFC 4180 text: CRLF, quotes doubled, `.` decimals whatever the locale. A text cell that a spreadsheet would run
 * as a formula gets an apostrophe in front: file names and labels come from strangers.
 */
export type CsvCell = string | number | null

export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
