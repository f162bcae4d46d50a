/**
 * What can go wrong, as codes that survive every process border. A message says what failed, which file, what was
 * expected and what was found; the hint says what to do about it.
 */
export type ErrorCode =
  | 'bad-argument' // the caller's words are off
  | 'not-found' // a file, bundle or record that is not there
  | 'unreadable' // there, but it cannot be read (permissions, input/output error)
  | 'bad-media' // ffmpeg cannot make frames of this file
  | 'bad-checkpoint' // corrupt, hostile or unsupported weights
  | 'bad-bundle' // a bundle whose schema, hashes or shapes are wrong
  | 'bad-tensor' // an array of the wrong shape, type or content
  | 'bad-graph' // a graph that cannot be built
  | 'missing-tool' // ffmpeg, ffprobe or a native part is not installed
  | 'inference' // onnxruntime failed or its process died
  | 'disk' // full disk, failed write
  | 'library' // the library folder or its database cannot be used
  | 'cancelled' // the caller's AbortSignal; never shown as a failure
  | 'internal' // a bug

export interface ErrorDetails {
  /** What the person can do about it, as one sentence. */
  readonly hint?: string
  readonly cause?: unknown
}

export class FlagreelError extends Error {
  override readonly name = 'FlagreelError'
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.hint = details.hint
  }
}

/** An error as it crosses a process border: plain data that every carrier can clone. */
export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly hint?: string
}

/** Any thrown value in its wire form. A value that is not ours is a bug or the system's: code `internal`. */
export function toWireError(error: unknown): WireError {
  if (error instanceof FlagreelError) {
    const { code, message, hint } = error
    return hint === undefined ? { code, message } : { code, message, hint }
  }
  if (isAbort(error)) return { code: 'cancelled', message: 'Cancelled.' }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
}

/** The other way: what a carrier's client throws. */
export function fromWireError(wire: WireError): FlagreelError {
  return new FlagreelError(
    wire.code,
    wire.message,
    wire.hint === undefined ? {} : { hint: wire.hint },
  )
}

/** True for a cancellation, which is never shown as a failure. */
export function isAbort(error: unknown): boolean {
  if (error instanceof FlagreelError) return error.code === 'cancelled'
  return error instanceof Error && error.name === 'AbortError'
}

/** The text of any thrown value, for use inside a longer message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
