import { FlagreelError, isAbort } from '#contract/errors.ts'
import type { FlaggedSegment } from '#contract/results.ts'
import { type Moment, momentsOf } from './moments.ts'
import type { Report, ReportPorts, ReportVideo, StillRequest } from './report.ts'

/** A moment with its picture, or why there is none. */
export interface Still extends Moment {
  readonly picture: Uint8Array | null
  readonly problem: string | null
}

type Look = Pick<StillRequest, 'width' | 'height' | 'format'>

interface StillParts {
  readonly report: Report
  readonly ports: ReportPorts
  readonly look: Look
  readonly signal: AbortSignal
}

/** The pictures of one flag. A damaged or missing video leaves a gap; a missing ffmpeg or a cancelled run ends it all. */
export async function stillsOf(
  flag: FlaggedSegment,
  { scores }: ReportVideo,
  { report, ports, look, signal }: StillParts,
): Promise<Still[]> {
  const { protection, moments: choice } = report
  const moments = await momentsOf(flag, scores, { choice, framePts: ports.framePts })
  const take = async (moment: Moment): Promise<Still> => {
    const request = { contentId: flag.contentId, pts: moment.pts, protection, ...look }
    try {
      return { ...moment, picture: await ports.still(request, signal), problem: null }
    } catch (error) {
      return { ...moment, picture: null, problem: problemOf(error) }
    }
  }
  return Promise.all(moments.map(take))
}

/** Each flag with what `take` makes of it, in order; the next is under way while one is used. */
export async function* oneAhead<Out>(
  flags: readonly FlaggedSegment[],
  take: (flag: FlaggedSegment) => Promise<Out>,
): AsyncGenerator<readonly [FlaggedSegment, Out], void> {
  const begin = (flag: FlaggedSegment | undefined) => {
    const taken = flag && take(flag)
    taken?.catch(() => undefined) // Thrown where it is awaited.
    return taken
  }
  let next = begin(flags[0])
  for (const [i, flag] of flags.entries()) {
    const current = next
    next = begin(flags[i + 1])
    yield [flag, (await current) as Out]
  }
}

const ONE_VIDEOS_FAULT = ['not-found', 'unreadable', 'bad-media']

function problemOf(error: unknown): string {
  if (isAbort(error) || !(error instanceof FlagreelError)) throw error
  if (!ONE_VIDEOS_FAULT.includes(error.code)) throw error
  return error.message
}

/** The flags that get stills where not all of them can: those with the highest scores. */
export function strongest(
  flags: readonly FlaggedSegment[],
  most: number,
): ReadonlySet<FlaggedSegment> {
  if (flags.length <= most) return new Set(flags)
  return new Set(flags.toSorted((a, b) => b.score - a.score).slice(0, most))
}

/** Flags of each video, videos in the order of the list, flags in that of time. */
export function flagsByVideo(
  flags: readonly FlaggedSegment[],
): ReadonlyMap<string, readonly FlaggedSegment[]> {
  const groups = Map.groupBy(flags, ({ contentId }) => contentId)
  for (const group of groups.values()) group.sort((a, b) => a.startPts - b.startPts)
  return groups
}
