import { basename, dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { LibraryEntry, LibraryListing } from '#contract/library.ts'
import type { Intake } from './intake.ts'
import { storedSummary } from './media-summary.ts'
import type { Scans } from './methods.ts'
import { byNaturalOrder } from './natural-order.ts'
import type { LibraryFile } from './store.ts'

/** Entries between two looks at what else there is to do: the first listing finds the flags of every video. */
const SLICE = 100

/** Everything on the list, in natural order. */
export async function listEntries(
  { store, scans: current }: Intake,
  signal: AbortSignal,
): Promise<LibraryListing> {
  const scans = await current()
  const listed = store.files().filter(({ isForgotten }) => !isForgotten)
  const files = byNaturalOrder(listed, ({ path }) => path)
  const entries: LibraryEntry[] = []
  for (const file of files) {
    entries.push(entryOf(file, scans))
    if (entries.length % SLICE !== 0) continue
    await nextTurn()
    signal.throwIfAborted()
  }
  return { model: scans.model, entries }
}

function entryOf(file: LibraryFile, scans: Scans): LibraryEntry {
  const { id, contentId = null, path, state, problem, bytes, firstSeen, media } = file
  const { peakScore = null, ...counts } = (contentId && scans.counts(contentId)) || {}
  return {
    fileId: id,
    contentId,
    name: basename(path),
    folder: dirname(path),
    state,
    problem: problem ?? null,
    bytes,
    addedAt: firstSeen,
    media: storedSummary(media),
    scan: contentId ? scans.stateOf(contentId) : { state: 'unscanned', jobId: null, error: null },
    flags: 'total' in counts ? counts : null,
    peakScore,
  }
}
