/**
 * Rows as RFC 4180 text: CRLF, quotes doubled, `.` decimals whatever the locale. What a spreadsheet would run as a formula
 * gets an apostrophe in front, also inside a cell where one that separates by semicolons or tabs would begin another: file
 * names and labels come from strangers.
 */
export type CsvCell = string | number | null

export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = cell.replace(/^(?=[=+\-@\t\r\n])|(?<=[;\t\r\n])(?=[=+\-@])/g, "'")
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
