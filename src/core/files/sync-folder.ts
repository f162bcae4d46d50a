import { open } from 'node:fs/promises'

/** Makes new names in a folder durable. Not every system can open a folder (Windows cannot): the file is safe all the same. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder)
    await handle.sync()
  } catch {}
}
