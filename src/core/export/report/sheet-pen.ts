import type { Canvas, SKRSContext2D } from '@napi-rs/canvas'
import { PATTERN_INK } from '#contract/class-look.ts'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { visibleText } from '#contract/visible-text.ts'
import { PATTERN_LINE, PATTERN_PATHS, TILE } from './class-patterns.ts'
import type { ClassView } from './describe.ts'
import { fontFile, SCRIPTS } from './fonts.ts'
import type { Box } from './sheet-layout.ts'

type Library = typeof import('@napi-rs/canvas')

/** Native, and only a sheet needs it: everything else works where it is not to be had. */
export async function loadCanvas(): Promise<Library> {
  try {
    const library = await import('@napi-rs/canvas')
    for (const script of SCRIPTS)
      if (!library.GlobalFonts.has(familyOf(script)))
        library.GlobalFonts.register(fontFile(script), familyOf(script))
    return library
  } catch (cause) {
    throw new FlagreelError(
      'missing-tool',
      `Contact sheets cannot be drawn here: @napi-rs/canvas does not load (${reasonOf(cause)}).`,
      { hint: 'Install Flagreel again, or export an HTML report, which needs no drawing.', cause },
    )
  }
}

const familyOf = (script: (typeof SCRIPTS)[number]) => `Flagreel ${script}`
// Scripts that the typeface does not have come from the machine, where it has them.
const FAMILIES = [...SCRIPTS.map((script) => `"${familyOf(script)}"`), 'sans-serif'].join(', ')

export const COLOURS = {
  page: '#ffffff',
  sunken: '#efefec',
  line: '#d9d9d4',
  strong: '#85857e',
  ink: '#1a1a18',
  soft: '#55554f',
  caution: '#7a4d00',
  cautionPage: '#fff6e0',
  cautionLine: '#d9b76b',
} as const

export interface TextLook {
  readonly size: number
  readonly weight?: 400 | 500 | 650
  readonly colour?: string
  readonly align?: 'left' | 'right' | 'center'
  /** px; what is longer is cut in its middle. */
  readonly most?: number
}

/** Draws text, swatches and lines in the report's look. */
export class SheetPen {
  readonly canvas: Canvas
  readonly context: SKRSContext2D
  readonly #library: Library

  constructor(library: Library, { width, height }: Pick<Box, 'width' | 'height'>) {
    this.#library = library
    this.canvas = library.createCanvas(width, height)
    this.context = this.canvas.getContext('2d')
    this.rect({ left: 0, top: 0, width, height }, COLOURS.page)
  }

  rect({ left, top, width, height }: Box, colour: string): void {
    this.context.fillStyle = colour
    this.context.fillRect(left, top, width, height)
  }

  frame(box: Box, { fill, line, radius }: { fill: string; line: string; radius: number }): void {
    const { context } = this
    context.beginPath()
    context.roundRect(box.left, box.top, box.width, box.height, radius)
    context.fillStyle = fill
    context.fill()
    context.strokeStyle = line
    context.lineWidth = 1.5
    context.stroke()
  }

  /** One line on a baseline; returns its width. */
  text(text: string, [x, y]: readonly [number, number], look: TextLook): number {
    const { colour = COLOURS.ink, align = 'left', most } = look
    this.#set(look)
    const plain = visibleText(text)
    const shown = most === undefined ? plain : this.#fitted(plain, most)
    this.context.fillStyle = colour
    this.context.textAlign = align
    this.context.fillText(shown, x, y)
    return this.context.measureText(shown).width
  }

  /** Lines of words that fit a width. */
  wrap(text: string, width: number, look: TextLook): string[] {
    this.#set(look)
    const lines: string[] = []
    let line = ''
    for (const word of text.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && this.context.measureText(longer).width > width) {
        lines.push(line)
        line = word
      } else line = longer
    }
    return [...lines, line]
  }

  #set({ size, weight = 400 }: TextLook): void {
    this.context.font = `${size}px ${FAMILIES}`
    this.context.fontVariationSettings = `"wght" ${weight}`
    this.context.direction = 'ltr'
  }

  #fitted(text: string, most: number): string {
    const { context } = this
    if (context.measureText(text).width <= most) return text
    const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
    const cut = (kept: number) => {
      const tail = Math.floor(kept / 2)
      const head = characters.slice(0, kept - tail).join('')
      return `${head}…${characters.slice(characters.length - tail).join('')}`
    }
    let [fits, tooLong] = [0, characters.length]
    while (tooLong - fits > 1) {
      const middle = (fits + tooLong) >> 1
      if (context.measureText(cut(middle)).width <= most) fits = middle
      else tooLong = middle
    }
    return cut(fits)
  }

  /** Hue, pattern and code. */
  swatch(box: Box, { hue, pattern, code }: ClassView, isGuess: boolean): void {
    const { context } = this
    context.save()
    context.beginPath()
    context.roundRect(box.left, box.top, box.width, box.height, 4)
    context.fillStyle = hue
    context.fill()
    context.clip()
    context.fillStyle = context.createPattern(this.#tile(PATTERN_PATHS[pattern]), 'repeat')
    context.fillRect(box.left, box.top, box.width, box.height)
    context.restore()
    context.strokeStyle = COLOURS.ink
    context.lineWidth = 1.5
    context.setLineDash(isGuess ? [4, 4] : [])
    context.stroke()
    context.setLineDash([])
    const plate = {
      left: box.left + 11,
      top: box.top + 4,
      width: box.width - 22,
      height: box.height - 8,
    }
    this.frame(plate, { fill: '#ffffff', line: '#ffffff', radius: 3 })
    const middle = [box.left + box.width / 2, box.top + box.height / 2 + 5.5] as const
    this.text(code, middle, { size: 16, weight: 650, align: 'center', colour: '#000000' })
  }

  #tile(path: string): Canvas {
    const scale = 1.5
    const tile = this.#library.createCanvas(TILE * scale, TILE * scale)
    const context = tile.getContext('2d')
    context.scale(scale, scale)
    context.strokeStyle = PATTERN_INK
    context.lineWidth = PATTERN_LINE
    context.lineCap = 'round'
    context.stroke(new this.#library.Path2D(path))
    return tile
  }

  /** Strokes of a small drawing around a middle. */
  shape(path: string, [x, y]: readonly [number, number], isFilled: boolean): void {
    const { context } = this
    context.save()
    context.translate(x, y)
    context.scale(1.4, 1.4)
    context.lineWidth = 2
    context.strokeStyle = context.fillStyle = COLOURS.ink
    const drawing = new this.#library.Path2D(path)
    if (isFilled) context.fill(drawing)
    context.stroke(drawing)
    context.restore()
  }

  /** A picture in the middle of a box. */
  async picture(bytes: Uint8Array, box: Box): Promise<void> {
    const image = await this.#library.loadImage(bytes)
    const left = box.left + Math.round((box.width - image.width) / 2)
    const top = box.top + Math.round((box.height - image.height) / 2)
    this.context.drawImage(image, left, top)
  }

  png(): Promise<Uint8Array> {
    return this.canvas.encode('png')
  }
}
