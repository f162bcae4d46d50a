import type { Checkpoint, TensorInfo } from '#core/nn/checkpoint/checkpoint.ts'

export interface StoredValues {
  readonly shape: number[]
  readonly values: ArrayLike<number>
  readonly dtype?: TensorInfo['dtype']
}

/** A checkpoint without a file, "weights.pth". */
export function memoryCheckpoint(stored: Readonly<Record<string, StoredValues>>): Checkpoint {
  const tensors = Object.entries(stored).map(
    ([name, { shape, dtype = 'float32' }]) => [name, { name, shape, dtype }] as const,
  )
  return {
    path: 'weights.pth',
    format: 'torch-zip',
    tensors: new Map(tensors),
    readFloat32: async (name) => Float32Array.from(stored[name]!.values),
    close: async () => undefined,
  }
}
