import { isAbort, toWireError } from '#contract/errors.ts'
import { escapedInvisible } from '#contract/escaped-invisible.ts'
import { printable, printableLines } from './printable.ts'

/** Where a command writes: results on stdout, everything else on stderr. Tests pass their own. */
export interface Output {
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number }
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
}

/** Exit code of a command that a person stopped. */
export const STOPPED = 130

/** Part of a result, for a person. */
export function print(output: Output, text: string): void {
  output.stdout.write(`${printableLines(text)}\n`)
}

/** One JSON document; floats print as the shortest text that reads back to the same float32 value or better. */
export function printJson(output: Output, value: unknown): void {
  output.stdout.write(`${escapedInvisible(JSON.stringify(value, null, 2))}\n`)
}

/** Chatter: never part of a result. */
export function note(output: Output, text: string): void {
  output.stderr.write(`${printableLines(text)}\n`)
}

interface Reason {
  readonly message: string
  readonly hint?: string | undefined
}

/** What went wrong and what to do about it. A file name inside cannot begin a line of its own. */
export function noteError(output: Output, kind: string, error: Reason): void {
  note(output, `${kind}: ${printable(error.message)}`)
  if (error.hint) note(output, `  ${printable(error.hint)}`)
}

/** A failure as a person reads it, and the exit code that goes with it. */
export function reportFailure(output: Output, error: unknown): number {
  if (isAbort(error)) {
    note(output, 'Stopped. What was finished is kept; run the same command again to go on.')
    return STOPPED
  }
  const wire = toWireError(error)
  noteError(output, 'error', wire)
  if (wire.code === 'internal' && error instanceof Error && error.stack) note(output, error.stack)
  return 1
}
