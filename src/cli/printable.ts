import { visibleText } from '#contract/visible-text.ts'

/**
 * A text in one line of a terminal. File names come from strangers: control characters could move the cursor or forge lines,
 * bidirectional overrides could turn a name around.
 */
export function printable(text: string): string {
  return visibleText(text.replaceAll('\n', '\\n').replaceAll('\t', '\\t'))
}

/** As `printable`, for a text of several lines of our own. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}
