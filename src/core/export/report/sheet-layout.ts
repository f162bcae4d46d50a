import type { MomentChoice } from './report.ts'

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Where a flag is drawn. */
export interface Cell {
  readonly stills: readonly Box[]
  readonly caption: Box
}

/** px: A4 across, at 170 dots an inch. */
export const SHEET = { width: 2000, height: 1414, margin: 56 } as const
const GAP = 30
const STILL_GAP = 8
const CAPTION = 116
const FOOTER = 30
const GRIDS = { peak: { columns: 5, stills: 1 }, 'in-peak-out': { columns: 2, stills: 3 } } as const

export function stillSize(choice: MomentChoice): {
  readonly width: number
  readonly height: number
} {
  const { columns, stills } = GRIDS[choice]
  const inside = SHEET.width - 2 * SHEET.margin
  const cell = (inside - (columns - 1) * GAP) / columns
  const width = Math.floor((cell - (stills - 1) * STILL_GAP) / stills)
  return { width, height: Math.round((width * 9) / 16) }
}

/** Cells of a page below a header that ends at `top`, row by row. */
export function cellsOf(choice: MomentChoice, top: number): Cell[] {
  const { columns, stills } = GRIDS[choice]
  const { width, height } = stillSize(choice)
  const cellWidth = stills * width + (stills - 1) * STILL_GAP
  const cellHeight = height + CAPTION
  const room = SHEET.height - SHEET.margin - FOOTER - top
  const rows = Math.max(1, Math.floor((room + GAP) / (cellHeight + GAP)))
  return Array.from({ length: rows * columns }, (_, i) => {
    const left = SHEET.margin + (i % columns) * (cellWidth + GAP)
    const cellTop = top + Math.floor(i / columns) * (cellHeight + GAP)
    const still = (k: number) => ({
      left: left + k * (width + STILL_GAP),
      top: cellTop,
      width,
      height,
    })
    return {
      stills: Array.from({ length: stills }, (_, k) => still(k)),
      caption: { left, top: cellTop + height, width: cellWidth, height: CAPTION },
    }
  })
}
