/** Longer lines are cut: nothing we parse is longer, and a hostile file can make ffmpeg print without end. */
const MAX_LINE_LENGTH = 4096

/** Turns pieces of text into lines, keeping at most one cut-off line in memory. */
export class LineSplitter {
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(text: string): void {
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.#keep(text.slice(from, end))
      this.#flush()
      from = end + 1
    }
    this.#keep(text.slice(from))
  }

  end(): void {
    if (this.#rest !== '') this.#flush()
  }

  #keep(piece: string): void {
    this.#rest += piece.slice(0, MAX_LINE_LENGTH - this.#rest.length)
  }

  #flush(): void {
    const line = this.#rest
    this.#rest = ''
    this.#onLine(line)
  }
}
