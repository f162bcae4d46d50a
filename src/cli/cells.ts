const segmenter = new Intl.Segmenter()
const WIDE =
  /\p{Emoji_Presentation}|[\ufe0f\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u

/** Terminal cells of a text: emoji and East Asian wide characters take two. */
export function widthOf(text: string): number {
  return charactersOf(text).reduce((width, character) => width + cellsOf(character), 0)
}

/** A text of at most so many cells. A longer one loses its middle: the end of a file name tells as much as its start. */
export function shortened(text: string, cells: number): string {
  if (widthOf(text) <= cells) return text
  const characters = charactersOf(text)
  const head = leading(characters, Math.ceil((cells - 1) / 2))
  const tail = leading(characters.toReversed(), cells - 1 - widthOf(head.join('')))
  return `${head.join('')}…${tail.reverse().join('')}`
}

function leading(characters: readonly string[], cells: number): string[] {
  let left = cells
  const end = characters.findIndex((character) => {
    left -= cellsOf(character)
    return left < 0
  })
  return characters.slice(0, end)
}

function charactersOf(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

function cellsOf(character: string): number {
  return WIDE.test(character) ? 2 : 1
}
