/**
 * One line of text for documents in which a line end, a control character or a turned direction of writing would change
 * what a reader sees or a program reads: names, labels and notes come from strangers.
 */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(BREAKS, ' ')
    .replace(INVISIBLE, '')
    .replace(/ {2,}/g, ' ')
    .trim()
}

const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
/** Marks of direction, and what XML forbids. */
const INVISIBLE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g
