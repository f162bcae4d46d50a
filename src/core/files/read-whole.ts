import { FlagreelError } from '#contract/errors.ts'
import { openFile, readBytes } from './file-source.ts'

/** What a file that is read at once is, and how large it may be. */
interface WholeFile {
  /** In words, for the message: "a vocabulary". */
  readonly what: string
  readonly largestBytes: number
  readonly hint?: string
}

/**
 * All bytes of a file that a person named. Throws `not-found`, `unreadable` (a folder, a pipe or a device, too), or
 * `bad-argument` for one that is larger than such a file can be.
 */
export async function readWhole(
  path: string,
  { what, largestBytes, hint = 'Check that this is the file you meant.' }: WholeFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const file = await openFile(path)
  try {
    if (file.size > largestBytes)
      throw new FlagreelError(
        'bad-argument',
        `${path} has ${file.size} bytes; ${what} has at most ${largestBytes}.`,
        { hint },
      )
    return await readBytes(file, 0, file.size)
  } finally {
    await file.close()
  }
}

/** The same as text in UTF-8, without a byte order mark. */
export async function readWholeText(path: string, kind: WholeFile): Promise<string> {
  return new TextDecoder().decode(await readWhole(path, kind))
}
