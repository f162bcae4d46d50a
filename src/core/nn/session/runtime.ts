import { FlagreelError, reasonOf } from '#contract/errors.ts'

export type Runtime = typeof import('onnxruntime-node')

/** Loaded on first use, so that a missing or broken native part is an answer and not a dead process. */
export async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node')
  } catch (cause) {
    const message = `onnxruntime cannot be loaded: ${reasonOf(cause)}`
    throw new FlagreelError('missing-tool', message, { cause, hint: 'Run `npm ci` again.' })
  }
}
