import type { ExportStep } from '#contract/export.ts'
import type { CallContext } from '#contract/handlers.ts'

export type Tell = (step: ExportStep, done: number, total: number) => void

/** Bytes between two words of progress. */
const BYTES = 64 * 1024 * 1024
/** Milliseconds between them, of what is not bytes. */
const PAUSE_MS = 100

/** Tells of progress now and then, and at the end of each step. */
export function progressOf({ emit }: CallContext, task: number | null): Tell {
  let step = ''
  let told = { done: 0, at: 0 }
  return (now, done, total) => {
    if (now !== step) told = { done: 0, at: 0 }
    step = now
    const isDue = now === 'videos' ? done >= told.done + BYTES : Date.now() >= told.at + PAUSE_MS
    if (!isDue && done < total) return
    told = { done, at: Date.now() }
    emit({ type: 'export-progress', task, step: now, done, total })
  }
}
