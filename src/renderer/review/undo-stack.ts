import type { Decision } from '#contract/review.ts'
import type { ReviewRule } from '#contract/settings.ts'
import type { Place } from './playhead.ts'

/** What one step changes: decisions, or the rule of a model. */
export interface Change {
  readonly decisions?: readonly Decision[]
  readonly rule?: { readonly modelId: string; readonly rule: ReviewRule }
}

/** What a person did in one step, how it is taken back, and where they were before and after it. */
export interface Step {
  readonly done: Change
  readonly undone: Change
  readonly before: Place
  readonly after: Place
}

export interface UndoStack {
  readonly past: readonly Step[]
  readonly future: readonly Step[]
}

export const EMPTY: UndoStack = { past: [], future: [] }

export function push({ past }: UndoStack, step: Step): UndoStack {
  return { past: [...past, step], future: [] }
}

type Moved = { readonly step: Step; readonly stack: UndoStack } | null

/** The step to take back, and the stack without it. */
export function undo({ past, future }: UndoStack): Moved {
  const step = past.at(-1)
  return step ? { step, stack: { past: past.slice(0, -1), future: [step, ...future] } } : null
}

export function redo({ past, future }: UndoStack): Moved {
  const [step, ...rest] = future
  return step ? { step, stack: { past: [...past, step], future: rest } } : null
}
