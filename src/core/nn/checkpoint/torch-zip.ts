import { type FileSource, readBytes } from '#core/files/file-source.ts'
import { quote } from '#core/files/quote.ts'
import { LARGEST_PICKLE, readPickle } from './pickle.ts'
import type { PickleStorage, PickleTensor } from './pickle-values.ts'
import { badCheckpoint, nameRefusals, Refusal } from './refusal.ts'
import { findStateDict } from './state-dict.ts'
import { type ByteRange, checkSum, STORED_ITEM_SIZE, type StoredTensor } from './stored-tensor.ts'
import { TorchHost } from './torch-objects.ts'
import { locateZipEntry, readZipEntries, type ZipEntry } from './zip.ts'

type Entries = ReadonlyMap<string, ZipEntry>

/**
 * The layout torch.save writes since PyTorch 1.6: a zip archive `<root>/data.pkl`, one entry `<root>/data/<key>` per
 * storage, `<root>/byteorder`, `<root>/version`.
 */
export async function readTorchZip(file: FileSource): Promise<Map<string, StoredTensor>> {
  const entries = await readZipEntries(file)
  const root = findRoot(file.path, entries)
  refuseTorchScript(file.path, entries, root)
  await checkByteOrder(file, entries.get(`${root}byteorder`))
  const pickle = await readPickleEntry(file, entries.get(`${root}data.pkl`)!)
  const host = new TorchHost('zip')
  const tensors = nameRefusals(file.path, () => {
    const { value, end } = readPickle(pickle, host)
    if (end < pickle.length) throw new Refusal('bytes follow the end of its pickle')
    const entryOf = (storage: PickleStorage) => findStorage(entries, root, storage)
    // Also those of the optimiser: a file with missing parts is not trusted for the rest.
    for (const storage of host.storages.values()) entryOf(storage)
    return Array.from(findStateDict(value), ([name, tensor]) => ({
      name,
      tensor,
      entry: entryOf(tensor.storage),
    }))
  })
  return locateAll(file, tensors)
}

interface Found {
  readonly name: string
  readonly tensor: PickleTensor
  readonly entry: ZipEntry
}

async function locateAll(
  file: FileSource,
  found: readonly Found[],
): Promise<Map<string, StoredTensor>> {
  const ranges = new Map<ZipEntry, ByteRange>()
  const stored = new Map<string, StoredTensor>()
  for (const { name, tensor, entry } of found) {
    const range = ranges.get(entry) ?? (await locateZipEntry(file, entry))
    ranges.set(entry, range)
    const { shape, strides, offset, storage } = tensor
    stored.set(name, { name, dtype: storage.dtype, shape, strides, offset, range })
  }
  return stored
}

/** The folder of data.pkl, with its slash: named after the file as it was first saved. */
function findRoot(path: string, entries: Entries): string {
  const pickles = [...entries.keys()].filter((name) => /^([^/]+\/)?data\.pkl$/.test(name))
  if (pickles.length > 1) throw badCheckpoint(path, `it has ${pickles.length} entries data.pkl`)
  const name = pickles[0]
  if (name === undefined)
    throw badCheckpoint(path, 'it is a zip archive, but not one torch.save wrote (no data.pkl)')
  return name.slice(0, -'data.pkl'.length)
}

/** A program with its weights. OpenAI publishes CLIP so. */
function refuseTorchScript(path: string, entries: Entries, root: string): void {
  const isProgram = (name: string) =>
    name.startsWith(`${root}code/`) || name === `${root}constants.pkl`
  if (![...entries.keys()].some(isProgram)) return
  throw badCheckpoint(
    path,
    'it is a TorchScript archive (torch.jit.save): a program, not a table of weights',
    'Save its weights alone, in Python: torch.save(torch.jit.load(path, map_location="cpu").state_dict(), "weights.pth").',
  )
}

async function checkByteOrder(file: FileSource, entry: ZipEntry | undefined): Promise<void> {
  if (!entry) return // Before PyTorch 2.1 there was none, and only little-endian machines.
  const range = await locateZipEntry(file, { ...entry, size: Math.min(entry.size, 16) })
  const order = Buffer.from(await readBytes(file, range.position, range.length)).toString('latin1')
  if (order !== 'little')
    throw badCheckpoint(file.path, `its numbers are ${quote(order)}-endian, not "little"`)
}

async function readPickleEntry(file: FileSource, entry: ZipEntry): Promise<Uint8Array> {
  const range = await locateZipEntry(file, entry)
  if (range.length > LARGEST_PICKLE)
    throw badCheckpoint(file.path, `its pickle has ${range.length} bytes, more than 16 MiB`)
  const bytes = await readBytes(file, range.position, range.length)
  checkSum(file.path, { bytes, range, what: 'its pickle' })
  return bytes
}

function findStorage(entries: Entries, root: string, storage: PickleStorage): ZipEntry {
  const { key, dtype, count } = storage
  const entry = entries.get(`${root}data/${key}`)
  if (!entry) throw new Refusal(`storage ${quote(key)} is missing`)
  if (Math.floor(entry.size / STORED_ITEM_SIZE[dtype]) !== count)
    throw new Refusal(`storage ${quote(key)} has ${entry.size} bytes, not ${count} ${dtype}`)
  return entry
}
