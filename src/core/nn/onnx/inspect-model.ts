import { lstat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import type { DType } from '#core/nn/tensor/tensor.ts'
import { type ByteSource, bytesSource, withFileSource } from './byte-source.ts'
import { readModel } from './read-model.ts'

/** What a model file says of itself, without its weights. */
export interface ModelSummary {
  readonly inputs: readonly ModelPort[]
  readonly outputs: readonly ModelPort[]
  /** Names of the operators used, sorted, each once; all of the domain ai.onnx. */
  readonly operators: readonly string[]
  /** Version of the operator set. */
  readonly opset: number
  /** Every tensor that lies in another file. */
  readonly externalFiles: readonly ExternalTensor[]
}

export interface ModelPort {
  readonly name: string
  readonly dtype: DType
  /** A name for a symbolic dimension, '' for one without a name. */
  readonly shape: readonly (number | string)[]
}

export interface ExternalTensor {
  readonly tensor: string
  /** A plain file name: the file lies beside the model. */
  readonly file: string
  readonly offset: number
  /** In bytes; undefined is "to the end of the file". */
  readonly length: number | undefined
}

/**
 * Reads an .onnx file that may come from a stranger. Throws `bad-bundle` for anything that is not a plain graph of ONNX's own
 * operators whose weights lie inside it or in files beside it: other domains, functions, control flow, sparse tensors,
 * paths. Needs little memory whatever the file's size.
 */
export function inspectModel(path: string): ModelSummary {
  try {
    return withFileSource(path, (source) => readModel(source, path))
  } catch (cause) {
    if (cause instanceof FlagreelError) throw cause
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const message = missing
      ? `There is no model file ${path}.`
      : `Cannot read ${path}: ${reasonOf(cause)}.`
    throw new FlagreelError(missing ? 'not-found' : 'unreadable', message, { cause })
  }
}

export function inspectModelBytes(bytes: Uint8Array, name: string): ModelSummary {
  const source: ByteSource = bytesSource(bytes)
  return readModel(source, name)
}

/** Throws `bad-bundle` unless every named file is a real file (not a link) beside the model, and long enough. */
export async function checkExternalFiles(
  modelPath: string,
  tensors: readonly ExternalTensor[],
): Promise<void> {
  const ends = new Map<string, number>()
  for (const { file, offset, length } of tensors) {
    ends.set(file, Math.max(ends.get(file) ?? 0, offset + (length ?? 0)))
  }
  for (const [file, end] of ends) {
    const path = join(dirname(modelPath), file)
    const found = await lstat(path).catch(() => undefined)
    if (!found?.isFile()) {
      const what = found ? 'is not a plain file' : 'is missing'
      throw new FlagreelError('bad-bundle', `${modelPath} needs ${file} beside it, which ${what}.`)
    }
    if (found.size < end) {
      const message = `${path} is too short for ${modelPath}: expected ${end} bytes, found ${found.size}.`
      throw new FlagreelError('bad-bundle', message)
    }
  }
}
