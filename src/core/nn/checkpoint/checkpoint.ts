import { type FileSource, openFile } from '#core/files/file-source.ts'
import { quote } from '#core/files/quote.ts'
import { badCheckpoint } from './refusal.ts'
import { readSafetensors } from './safetensors.ts'
import { type CheckpointFormat, sniffFormat } from './sniff.ts'
import { readStoredFloat32, type StoredDType, type StoredTensor } from './stored-tensor.ts'
import { readTorchLegacy } from './torch-legacy.ts'
import { readTorchZip } from './torch-zip.ts'

export interface TensorInfo {
  readonly name: string
  readonly dtype: StoredDType
  readonly shape: readonly number[]
}

/** A file of named weights, open for reading. Nothing in it is ever executed, and no weight is held in memory. */
export interface Checkpoint {
  readonly path: string
  readonly format: CheckpointFormat
  /**
   * The model's state dict: unwrapped from a training checkpoint (`model_state_dict`, `state_dict` or `model`), without
   * the `module.` that DataParallel puts before names.
   */
  readonly tensors: ReadonlyMap<string, TensorInfo>
  /** The numbers of one tensor, row-major. Throws `bad-checkpoint` for an unknown name, a type without fractions, damage. */
  readFloat32(name: string): Promise<Float32Array>
  close(): Promise<void>
}

const READERS: Readonly<
  Record<CheckpointFormat, (file: FileSource) => Promise<Map<string, StoredTensor>>>
> = {
  'torch-zip': readTorchZip,
  'torch-legacy': readTorchLegacy,
  safetensors: readSafetensors,
}

/**
 * Opens a PyTorch checkpoint (zip or legacy layout) or a safetensors file, told apart by content.
 * Throws `not-found`, `unreadable`, or `bad-checkpoint` for anything corrupt, hostile or unsupported.
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const file = await openFile(path)
  try {
    const format = await sniffFormat(file)
    const stored = await READERS[format](file)
    return {
      path,
      format,
      tensors: stored,
      readFloat32: (name) => readByName(file, stored, name),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readByName(
  file: FileSource,
  stored: ReadonlyMap<string, StoredTensor>,
  name: string,
): Promise<Float32Array> {
  const tensor = stored.get(name)
  if (!tensor) throw badCheckpoint(file.path, `it has no tensor named ${quote(name)}`)
  return readStoredFloat32(file, tensor)
}
