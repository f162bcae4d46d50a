const LONGEST = 120

/** Text out of a file, for use in a message: bounded, quoted, control and direction characters made visible. */
export function quote(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return `"${shown.replace(/\p{C}/gu, byNumber)}"`
}

function byNumber(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}
