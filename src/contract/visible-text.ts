/**
 * Control characters, separators of lines, lone surrogates, and what turns the direction of text around: a file name or a
 * note with these could pass for another one.
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu

/** One line of text out of a name or a path, with such characters shown as `\u{202e}`. */
export function visibleText(text: string): string {
  return text.replace(UNSAFE, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`)
}
