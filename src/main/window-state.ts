import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type BrowserWindow, type Rectangle, screen } from 'electron'
import { z } from 'zod'

const stateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(640), height: z.int().min(480) }),
  isMaximized: z.boolean(),
})
export type WindowState = z.infer<typeof stateSchema>

const DEFAULT: Partial<Rectangle> = { width: 1360, height: 940 }
const SETTLE_MS = 400
/** Px of a window that must be on some display for it to be found again. */
const IN_SIGHT = 80

/** Where the window was; the default place where that is not known or not in sight any more. */
export function readWindowState(file: string): {
  readonly bounds: Partial<Rectangle>
  readonly isMaximized: boolean
} {
  const state = stored(file)
  if (!state || !isInSight(state.bounds)) return { bounds: DEFAULT, isMaximized: false }
  return state
}

function stored(file: string): WindowState | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  } catch {
    return undefined
  }
}

function isInSight({ x, y, width }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea: area }) => {
    const across = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
    return across >= IN_SIGHT && y >= area.y - 1 && y < area.y + area.height - IN_SIGHT
  })
}

/** Keeps the place of a window, a moment after it was last moved and when it is closed. */
export function keepWindowState(window: BrowserWindow, file: string): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const save = () => {
    clearTimeout(timer)
    write(file, { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
  }
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(save, SETTLE_MS)
  }
  window.on('resize', later)
  window.on('move', later)
  window.on('close', save)
}

/** At once, because the app may be ending; and whole or not at all. Where it cannot be kept, the window opens as at first. */
function write(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
  } catch {
    // A full or read-only disk.
  }
}
