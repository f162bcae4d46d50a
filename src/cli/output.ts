import { isAbort, toWireError } from '#contract/errors.ts'
import { printableLines } from './printable.ts'

/** Where a command writes: results on stdout, everything else on stderr. Tests pass their own. */
export interface Output {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }
}

export function print(output: Output, text: string): void {
  output.stdout.write(`${text}\n`)
}

/** One JSON document; floats print as the shortest text that reads back to the same float32 value or better. */
export function printJson(output: Output, value: unknown): void {
  print(output, JSON.stringify(value, null, 2))
}

/** Chatter: never part of a result. */
export function note(output: Output, text: string): void {
  output.stderr.write(`${printableLines(text)}\n`)
}

/** A failure as a person reads it, and the exit code that goes with it. */
export function reportFailure(output: Output, error: unknown): number {
  if (isAbort(error)) {
    note(output, 'Stopped. What was finished is kept; run the same command again to go on.')
    return 130
  }
  const { code, message, hint } = toWireError(error)
  note(output, `error: ${message}`)
  if (hint) note(output, `  ${hint}`)
  if (code === 'internal' && error instanceof Error && error.stack) note(output, error.stack)
  return 1
}
