/**
 * A longer name fits on the usual file systems (255 bytes, or 255 UTF-16 units), but not with a counter, an extension and
 * a folder in front of it: Windows still stops at 260 units for a whole path.
 */
export const LONGEST_NAME = 160

/** Windows refuses these with any extension. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$/i

/**
 * Text as a part of a file name on Windows, macOS and Linux alike, and harmless where it is shown: no separators, no
 * wildcards, no control or direction characters, no halves of surrogate pairs. Zero-width joiners stay: letters and
 * emoji need them.
 */
export function safePart(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Z}\t\r\n\v\f]+/gu, ' ')
    .replace(/(?![\u200c\u200d])\p{Cf}/gu, '')
    .replace(/[<>:"/\\|?*\p{Cc}\p{Cn}\p{Co}\ufffd]/gu, '_')
}

/** A whole file name without its extension: not hidden, no option, not reserved, never empty. */
export function safeStem(text: string, whenEmpty = 'clip'): string {
  const trimmed = safePart(text)
    .replace(/^[\s.\u200c\u200d]+|[\s.\u200c\u200d]+$/gu, '')
    .replace(/^-/, '_')
  if (trimmed === '') return whenEmpty
  const beforeDot = trimmed.split('.')[0]?.trimEnd() ?? ''
  return RESERVED.test(beforeDot) ? `_${trimmed}` : trimmed
}

/** Whether a name is short enough: in bytes of UTF-8, which are never fewer than its UTF-16 units. */
export function isShort(name: string): boolean {
  // macOS may store it decomposed.
  return Math.max(byteLength(name), byteLength(name.normalize('NFD'))) <= LONGEST_NAME
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** The same for names that a file system may take for one: letter case and composition do not tell files apart. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFC')
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What a reader takes for characters; cutting between them breaks neither a surrogate pair nor an emoji. */
export function charactersOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment)
}
