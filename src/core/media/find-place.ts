import { isAbort } from '#contract/errors.ts'
import type { DecodedSnippet, DecodeRun, RunEnd, RunOptions } from './decode-run.ts'
import type { MediaInfo } from './probe-report.ts'
import { hashSnippet, type ResumePoint, seekTarget } from './resume.ts'

/** A decoding process whose next snippet is the wanted one. */
export interface Place {
  readonly run: DecodeRun
  /** Index of the snippet whose first frame is the first one that the run counts. */
  readonly countedFrom: number
  /** The pixels at the resume point are those of the earlier run. */
  readonly isSame: boolean
}

export interface PlaceFinder {
  readonly info: MediaInfo
  readonly threads: number
  readonly create: (options: Pick<RunOptions, 'threads' | 'firstSnippet' | 'seek'>) => DecodeRun
}

/** Opens a file just after a resume point, or at its start without one: by seeking where that gives the same bits. */
export async function findPlace(
  point: ResumePoint | undefined,
  finder: PlaceFinder,
): Promise<Place> {
  return (point && (await findBySeeking(point, finder))) ?? findByDecoding(point, finder)
}

async function findBySeeking(
  point: ResumePoint,
  { info, threads, create }: PlaceFinder,
): Promise<Place | undefined> {
  const seek = seekTarget(info, point)
  if (!seek) return undefined
  const run = create({ threads, firstSnippet: point.index, seek })
  if (await startsAt(run, point)) return { run, countedFrom: point.index, isSame: true }
  await run.snippets.return('ended')
  return undefined
}

/** Takes the first snippet of a run that sought: true when it is the one that the resume point describes. */
async function startsAt({ snippets, log }: DecodeRun, point: ResumePoint): Promise<boolean> {
  try {
    const hash = hashOf(await snippets.next())
    return hash === point.frameHash && log.sawKeyFrame && log.times.isRising
  } catch (error) {
    if (isAbort(error)) throw error
    return false // Whatever it was, decoding from the start meets it again.
  }
}

/** The same by decoding everything before and dropping it; in one thread where the file is damaged. */
export async function findByDecoding(
  point: ResumePoint | undefined,
  { info, threads, create }: PlaceFinder,
): Promise<Place> {
  const run = create({ threads, firstSnippet: point?.index ?? 0 })
  if (!point) return { run, countedFrom: 0, isSame: true }
  const first = await run.snippets.next()
  if (first.done && first.value === 'damaged') {
    return findByDecoding(point, { info, threads: 1, create })
  }
  return { run, countedFrom: 0, isSame: hashOf(first) === point.frameHash }
}

function hashOf(result: IteratorResult<DecodedSnippet, RunEnd>): string | undefined {
  return result.done ? undefined : hashSnippet(result.value)
}
