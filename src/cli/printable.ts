// File names come from strangers. Control characters could move the cursor or forge lines, bidirectional overrides could
// turn a name around: shown escaped, never sent to the terminal.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu

export function printable(text: string): string {
  return text.replace(UNSAFE, escapeCharacter)
}

/** As `printable`, for a text of several lines of our own. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
