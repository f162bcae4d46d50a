import { type FileSource, readBytes } from '#core/files/file-source.ts'
import { quote } from '#core/files/quote.ts'
import { LARGEST_PICKLE, readPickle } from './pickle.ts'
import { asKind, type PickleStorage, type PickleValue } from './pickle-values.ts'
import { PLAIN_HOST } from './plain-host.ts'
import { badCheckpoint, COPY_AGAIN, nameRefusals, Refusal } from './refusal.ts'
import { findStateDict } from './state-dict.ts'
import { type ByteRange, STORED_ITEM_SIZE, type StoredTensor } from './stored-tensor.ts'
import { TorchHost } from './torch-objects.ts'

/**
 * The layout torch.save wrote until PyTorch 1.5 (and still does when asked): five pickles one after another (magic
 * number, protocol, system, the object, storage keys), then each storage: its element count (int64) and its elements.
 */

const MAGIC = 0x1950a86a20f9469cfc6cn
const PROTOCOL = 1001
const COUNT_SIZE = 8

export async function readTorchLegacy(file: FileSource): Promise<Map<string, StoredTensor>> {
  const head = await readBytes(file, 0, Math.min(file.size, LARGEST_PICKLE))
  const { host, root, keys, end } = nameRefusals(file.path, () => readPickles(head))
  const ranges = await locateStorages(file, { host, keys, position: end })
  return nameRefusals(file.path, () => {
    const found = [...findStateDict(root)]
    return new Map(
      found.map(([name, { shape, strides, offset, storage }]) => [
        name,
        { name, dtype: storage.dtype, shape, strides, offset, range: ranges.get(storage.key)! },
      ]),
    )
  })
}

interface Pickles {
  readonly host: TorchHost
  readonly root: PickleValue
  readonly keys: readonly string[]
  readonly end: number
}

function readPickles(head: Uint8Array): Pickles {
  const magic = readPickle(head, PLAIN_HOST)
  if (magic.value !== MAGIC)
    throw new Refusal('it is a Python pickle, but not one torch.save wrote')
  const protocol = readPickle(head, PLAIN_HOST, magic.end)
  if (protocol.value !== PROTOCOL) throw new Refusal('its layout has an unknown version')
  const system = readPickle(head, PLAIN_HOST, protocol.end)
  checkByteOrder(system.value)
  const host = new TorchHost('legacy')
  const root = readPickle(head, host, system.end)
  const keys = readPickle(head, PLAIN_HOST, root.end)
  return { host, root: root.value, keys: checkKeys(keys.value, host), end: keys.end }
}

function checkByteOrder(system: PickleValue): void {
  const isLittle = asKind(system, 'dict')?.entries.get('little_endian')
  if (typeof isLittle !== 'boolean') throw new Refusal('it does not say its byte order')
  if (!isLittle) throw new Refusal('its numbers are big-endian')
}

function checkKeys(value: PickleValue, { storages }: TorchHost): string[] {
  const keys = asKind(value, 'list')?.items ?? []
  const known = keys.filter((key) => typeof key === 'string' && storages.has(key)) as string[]
  const isSame = known.length === keys.length && new Set(known).size === storages.size
  if (!isSame || keys.length !== storages.size)
    throw new Refusal('its list of storages is not that of its tensors')
  return known
}

interface Storages {
  readonly host: TorchHost
  readonly keys: readonly string[]
  readonly position: number
}

/** Walks from storage to storage; each says how many elements follow. */
async function locateStorages(
  file: FileSource,
  { host, keys, position }: Storages,
): Promise<Map<string, ByteRange>> {
  const ranges = new Map<string, ByteRange>()
  for (const key of keys) {
    const storage = host.storages.get(key)!
    const length = storage.count * STORED_ITEM_SIZE[storage.dtype]
    if (position + COUNT_SIZE + length > file.size) throw cutShort(file, storage)
    const count = new DataView((await readBytes(file, position, COUNT_SIZE)).buffer)
    const found = count.getBigInt64(0, true)
    if (found !== BigInt(storage.count))
      throw badCheckpoint(
        file.path,
        `storage ${quote(key)} says it has ${found} elements; its tensors expect ${storage.count}`,
        COPY_AGAIN,
      )
    ranges.set(key, { position: position + COUNT_SIZE, length })
    position += COUNT_SIZE + length
  }
  if (position !== file.size)
    throw badCheckpoint(file.path, `${file.size - position} bytes follow its last storage`)
  return ranges
}

function cutShort(file: FileSource, { key, dtype, count }: PickleStorage): Error {
  const reason = `it ends at byte ${file.size}, inside storage ${quote(key)} of ${count} ${dtype}: it was cut short`
  return badCheckpoint(file.path, reason, COPY_AGAIN)
}
