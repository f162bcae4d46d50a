import { extname, join } from 'node:path'
import type { Readable } from 'node:stream'
import yazl from 'yazl'

/** What has been compressed already. */
const PACKED = ['.mp4', '.mkv', '.png', '.pdf']

/** Files of a folder as one, for a browser: it asks about every download beyond the first. Read when it is read. */
export function zipOf(folder: string, names: readonly string[], at: Date): Readable {
  const archive = new yazl.ZipFile()
  const stream = archive.outputStream as Readable
  archive.on('error', (error: Error) => stream.destroy(error))
  // Whoever reads it hears of it; one that is thrown away unread has nobody.
  stream.on('error', () => undefined)
  for (const name of names)
    archive.addFile(join(folder, name), name, {
      ...{ mtime: at, mode: 0o100644, compress: !PACKED.includes(extname(name)) },
    })
  archive.end()
  return stream
}
