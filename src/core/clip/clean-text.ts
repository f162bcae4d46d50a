import { unescapeHtml, WINDOWS_1252 } from './html-entities.ts'

/**
 * CLIP's text cleaning: repaired, unescaped twice, whitespace collapsed, lower-cased. The repair follows the steps that
 * OpenAI's tokenizer takes from ftfy (curly quotes, ligatures, character widths, control characters, composed accents),
 * except its search for text decoded with the wrong character set, which stays as it is written.
 */
export function cleanText(text: string): string {
  const repaired = repairText(text)
  return unescapeHtml(unescapeHtml(repaired)).trim().replace(/\s+/g, ' ').toLowerCase()
}

function repairText(text: string): string {
  return text
    .replace(/[\x80-\x9f]/g, (c) => WINDOWS_1252[c.charCodeAt(0)]!)
    .replace(/[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]/g, (c) =>
      c.normalize('NFKC'),
    )
    .replace(/[\uff01-\uffef\u3000]/g, (c) => c.normalize('NFKC'))
    .replace(/[\u02bc\u2018-\u201b]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(TERMINAL_ESCAPE, '')
    .replace(INVISIBLE, '')
    .normalize('NFC')
}

// What colours a terminal: ESC [ … letter.
const ESC = String.fromCharCode(0x1b)
const TERMINAL_ESCAPE = new RegExp(`${ESC}\\[[\\d;]*[a-zA-Z]`, 'g')
// Control characters but tab, line feed and form feed, and marks that no font draws.
const INVISIBLE = /[^\P{Cc}\t\n\f\x80-\x9f]|[\u206a-\u206f\ufeff\ufff9-\ufffc]/gu
