import { open, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { hashFile } from '#core/files/hash-file.ts'

/**
 * What was finished in a folder of clips, one JSON document a line. A line is on the disk before its clip gets its name, so a
 * clip that is there can be recognised after any end of a run: its bytes have the hash of the line. It names no source
 * and no folder.
 */
export const JOURNAL_NAME = '.flagreel-clips.jsonl'

const entrySchema = z.object({
  /** Of the plan, see `planKey`. */
  key: z.string(),
  name: z.string().refine((name) => name === basename(name)),
  bytes: z.number(),
  sha256: z.string(),
  frames: z.number(),
  parts: z.array(z.object({ startPts: z.number(), endPts: z.number() })).readonly(),
  runs: z.array(z.array(z.string())),
  ffmpegVersion: z.string(),
})
export type JournalEntry = z.infer<typeof entrySchema>

/** Lines that a power cut tore, or that are no entries, are passed over: their clips are made again. */
export async function readJournal(folder: string): Promise<JournalEntry[]> {
  const text = await readFile(join(folder, JOURNAL_NAME), 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    try {
      return entrySchema.parse(JSON.parse(line))
    } catch {
      return []
    }
  })
}

/** On the disk when it resolves. */
export async function addToJournal(folder: string, entry: JournalEntry): Promise<void> {
  await using file = await open(join(folder, JOURNAL_NAME), 'a')
  // Begins a line of its own behind a torn one.
  await file.write(`\n${JSON.stringify(entry)}\n`)
  await file.sync()
}

/** Whether the clip of an entry lies in the folder with every byte. */
export async function isWhole(
  folder: string,
  { name, bytes, sha256 }: JournalEntry,
  signal: AbortSignal,
): Promise<boolean> {
  const path = join(folder, name)
  const found = await stat(path).catch(() => undefined)
  return (
    found?.isFile() === true &&
    found.size === bytes &&
    (await hashFile(path, { signal })).sha256 === sha256
  )
}
