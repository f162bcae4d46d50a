import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseNpy } from '#core/nn/tensor/npy.ts'

const GOLDENS = join(import.meta.dirname, '..', 'goldens')

/** Absolute path of a reference file, as 'tiny-ucf/checkpoint.pth'. */
export function goldenPath(file: string): string {
  return join(GOLDENS, file)
}

/** A reference array of float32. */
export function goldenArray(file: string): { shape: readonly number[]; data: Float32Array } {
  const { shape, data } = parseNpy(readFileSync(goldenPath(file)), file)
  if (!(data instanceof Float32Array)) throw new Error(`${file} is not float32`)
  return { shape, data }
}

export function goldenJson<T>(file: string): T {
  return JSON.parse(readFileSync(goldenPath(file), 'utf8')) as T
}

export interface TokenizerGolden {
  readonly text: string
  readonly ids: number[]
  readonly ftfy_matters: boolean
}

export function tokenizerGoldens(): TokenizerGolden[] {
  return goldenJson('tokenizer/tokenizer.json')
}
