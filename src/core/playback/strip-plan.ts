import type { Strip } from '#contract/playback.ts'

const COLUMNS = 10
const ROWS = 10
const CELL_WIDTH = 160
const CELL_HEIGHT = 90
/** More pictures than a timeline has room for would only take time to make. */
const MOST_CELLS = 400
/** From this step on every step has a keyframe, and decoding only those is ten times as fast. */
const KEYFRAME_STEP_SEC = 30

/** How a video is cut into pictures for the timeline and previews. */
export function planStrip(durationSec: number): Strip & { readonly keyframesOnly: boolean } {
  const stepSec = Math.max(1, Math.ceil(durationSec / MOST_CELLS))
  const cells = Math.max(1, Math.ceil(durationSec / stepSec))
  return {
    sheets: Math.ceil(cells / (COLUMNS * ROWS)),
    columns: COLUMNS,
    rows: ROWS,
    cellWidth: CELL_WIDTH,
    cellHeight: CELL_HEIGHT,
    stepSec,
    cells,
    keyframesOnly: stepSec >= KEYFRAME_STEP_SEC,
  }
}
