import { type FileSource, readBytes } from '#core/files/file-source.ts'
import { badCheckpoint, COPY_AGAIN } from './refusal.ts'

export type CheckpointFormat = 'torch-zip' | 'torch-legacy' | 'safetensors'

const HEAD = 512
/** A zip with entries; one without, in its two forms. */
const ZIP_STARTS = ['PK\x03\x04', 'PK\x05\x06', 'PK\x06\x06']
const OPEN_BRACE = 0x7b
const PICKLE_PROTOCOL = 0x80

/** The format by the file's first bytes; its name does not matter. Throws `bad-checkpoint`, saying what it is instead. */
export async function sniffFormat(file: FileSource): Promise<CheckpointFormat> {
  if (file.size === 0) throw badCheckpoint(file.path, 'it is empty (0 bytes)', COPY_AGAIN)
  const head = await readBytes(file, 0, Math.min(file.size, HEAD))
  const text = Buffer.from(head).toString('latin1')
  // An 8-byte header length below 4 GiB, then JSON. Asked first: a length may begin with the bytes of another format.
  if (head[8] === OPEN_BRACE && head.subarray(4, 8).every((byte) => byte === 0))
    return 'safetensors'
  if (ZIP_STARTS.some((start) => text.startsWith(start))) return 'torch-zip'
  if (head[0] === PICKLE_PROTOCOL) return 'torch-legacy'
  const { what, hint } = FOREIGN.find(({ matches }) => matches(text)) ?? UNKNOWN
  throw badCheckpoint(file.path, what, hint)
}

interface Foreign {
  readonly what: string
  readonly hint: string
  matches(text: string): boolean
}

const ANY_FORMAT = 'Give it a .pth file written by torch.save, or a .safetensors file.'

/** What people hand over instead; the first that matches is named. */
const FOREIGN: readonly Foreign[] = [
  {
    what: 'it is a Git LFS pointer, which only says where the file is',
    hint: 'Fetch the file itself: git lfs pull.',
    matches: (text) => text.startsWith('version https://git-lfs'),
  },
  {
    what: 'it is a web page: the download gave a page in place of the file',
    hint: 'Open it in a browser to see what the site said, and download the file again.',
    matches: (text) => /^\s*<(!doctype html|html)/i.test(text),
  },
  {
    what: 'it is gzip-compressed',
    hint: 'Unpack it first.',
    matches: (t) => t.startsWith('\x1f\x8b'),
  },
  {
    what: 'it is a tar archive',
    hint: 'Unpack it first; a checkpoint of PyTorch before 0.1.10 must be saved again by a newer one.',
    matches: (text) => text.slice(257, 262) === 'ustar',
  },
  { what: 'it is a NumPy array', hint: ANY_FORMAT, matches: (t) => t.startsWith('\x93NUMPY') },
  { what: 'it is an HDF5 file', hint: ANY_FORMAT, matches: (t) => t.startsWith('\x89HDF') },
  {
    what: 'it is a text file',
    hint: ANY_FORMAT,
    matches: (t) => /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(t),
  },
]

const UNKNOWN: Foreign = {
  what: 'its first bytes are those of no format Flagreel reads',
  hint: ANY_FORMAT,
  matches: () => true,
}
