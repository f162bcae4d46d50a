import { buffer } from 'node:stream/consumers'
import yazl from 'yazl'
import type { ExportFile } from './write-together.ts'

/** The files of an export as one, for a browser: it asks about every download beyond the first. */
export async function zipOf(files: readonly ExportFile[], at: Date): Promise<Uint8Array> {
  const archive = new yazl.ZipFile()
  for (const { name, bytes } of files)
    archive.addBuffer(Buffer.from(bytes), name, { mtime: at, mode: 0o100644 })
  archive.end()
  return buffer(archive.outputStream)
}
