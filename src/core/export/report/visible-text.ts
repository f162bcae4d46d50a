/**
 * Control characters, separators of lines, lone surrogates, and what turns the direction of text around: a file name or a
 * note with these could pass for another one.
 */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu

/** One line of text out of a name or a path, with such characters shown as `\u{202e}`. */
export function visibleText(text: string): string {
  return text.replace(UNSAFE, (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`)
}

/** What a person wrote, line by line. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => line.replaceAll('\t', ' '))
}
