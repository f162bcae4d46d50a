/** Control characters that JSON.stringify leaves as they are, separators of lines, and marks that turn the direction of text. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** JSON that means the same, and that shows them: a terminal acts on them, and some readers end a line there. */
export function escapedInvisible(json: string): string {
  return json.replace(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
