import type { Decision } from '#contract/review.ts'

/** What a person did in one step, and where they were before it. */
export interface Step {
  readonly done: readonly Decision[]
  /** Puts back what was before. */
  readonly undone: readonly Decision[]
  readonly startPts: number
  readonly contentId: string
}

export interface UndoStack {
  readonly past: readonly Step[]
  readonly future: readonly Step[]
}

export const EMPTY: UndoStack = { past: [], future: [] }

export function push({ past }: UndoStack, step: Step): UndoStack {
  return { past: [...past, step], future: [] }
}

/** The step to take back, and the stack without it. */
export function undo({
  past,
  future,
}: UndoStack): { readonly step: Step; readonly stack: UndoStack } | null {
  const step = past.at(-1)
  return step ? { step, stack: { past: past.slice(0, -1), future: [step, ...future] } } : null
}

export function redo({
  past,
  future,
}: UndoStack): { readonly step: Step; readonly stack: UndoStack } | null {
  const [step, ...rest] = future
  return step ? { step, stack: { past: [...past, step], future: rest } } : null
}
