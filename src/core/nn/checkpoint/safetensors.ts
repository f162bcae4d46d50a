import { FlagreelError } from '#contract/errors.ts'
import { writeFileAtomically } from '#core/files/file-sink.ts'
import { type FileSource, readBytes } from '#core/files/file-source.ts'
import { formatShape } from '#core/nn/tensor/tensor.ts'
import { badCheckpoint, COPY_AGAIN, nameRefusals } from './refusal.ts'
import {
  formatSafetensorsHeader,
  type HeaderTensor,
  LARGEST_HEADER,
  parseSafetensorsHeader,
} from './safetensors-header.ts'
import { countElements, STORED_ITEM_SIZE, type StoredTensor } from './stored-tensor.ts'

const LENGTH_SIZE = 8

export async function readSafetensors(file: FileSource): Promise<Map<string, StoredTensor>> {
  const length = Number(
    new DataView((await readBytes(file, 0, LENGTH_SIZE)).buffer).getBigUint64(0, true),
  )
  if (length > LARGEST_HEADER)
    throw badCheckpoint(file.path, `its header claims ${length} bytes, more than 16 MiB`)
  const position = LENGTH_SIZE + length
  if (position > file.size)
    throw badCheckpoint(file.path, 'it ends inside its header: it was cut short', COPY_AGAIN)
  const json = Buffer.from(await readBytes(file, LENGTH_SIZE, length)).toString('utf8')
  return nameRefusals(file.path, () =>
    parseSafetensorsHeader(json, { position, length: file.size - position }),
  )
}

export interface WritableTensor extends HeaderTensor {
  /** The elements as they are stored: little-endian, row-major. Called once, when its turn to be written comes. */
  read(): Promise<ArrayBufferView>
}

/**
 * Writes a safetensors file with one tensor in memory at a time. The file appears whole or not at all.
 * Throws `disk`, or `bad-tensor` when a tensor is not the size it was announced with.
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<WritableTensor>,
  metadata?: Readonly<Record<string, string>>,
): Promise<void> {
  // Wider elements first, so that every tensor is aligned to its own; otherwise in the order given.
  const ordered = [...tensors].sort((a, b) => STORED_ITEM_SIZE[b.dtype] - STORED_ITEM_SIZE[a.dtype])
  await writeFileAtomically(path, async (sink) => {
    await sink.write(formatSafetensorsHeader(ordered, metadata))
    for (const tensor of ordered) await sink.write(await readAnnounced(tensor))
  })
}

async function readAnnounced(tensor: WritableTensor): Promise<Uint8Array> {
  const view = await tensor.read()
  const { name, dtype, shape } = tensor
  const expected = countElements(shape) * STORED_ITEM_SIZE[dtype]
  if (view.byteLength !== expected)
    throw new FlagreelError(
      'bad-tensor',
      `Tensor ${name} is ${dtype} ${formatShape(shape)}, ${expected} bytes, but ${view.byteLength} came to be written.`,
    )
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}
