import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import { snippetAt } from '#contract/flags.ts'
import type { FlaggedSegment } from '#contract/results.ts'
import type { MomentChoice, ReportPorts, VideoCurve } from './report.ts'

export type MomentKind = 'in' | 'peak' | 'out'

/** A frame that stands for a flag. */
export interface Moment {
  readonly kind: MomentKind
  readonly pts: number
  /** Since the video's first frame. */
  readonly sec: number
}

/** The frame of a snippet that the common recipe looks at. */
const MIDDLE = SNIPPET_FRAMES / 2

type Range = Pick<FlaggedSegment, 'contentId' | 'startPts' | 'endPts' | 'startSec' | 'timeBase'>

/** The snippet of the highest score in a range; the first of several. */
function peakSnippet({ clock, frameScore }: VideoCurve, range: Range): number {
  const [from, last] = snippetsOf({ clock, frameScore }, range)
  let best = from
  for (let i = from; i <= last; i++) if (frameScore[i]! > frameScore[best]!) best = i
  return best
}

/** Middle of that snippet, in seconds since the video's first frame. */
export function peakSec(flag: Range, curve: VideoCurve): number {
  const { startPts, endPts } = curve.clock
  const peak = peakSnippet(curve, flag)
  const middle = (startPts[peak]! + (startPts[peak + 1] ?? endPts)) / 2
  return secondsOf(flag, Math.min(flag.endPts, Math.max(flag.startPts, middle)))
}

/** Frames of a flag; of a video without scores its first one. */
export async function momentsOf(
  flag: Range,
  curve: VideoCurve | null,
  { choice, framePts }: { readonly choice: MomentChoice } & Pick<ReportPorts, 'framePts'>,
): Promise<Moment[]> {
  const at = (kind: MomentKind, pts: number): Moment => ({ kind, pts, sec: secondsOf(flag, pts) })
  if (!curve) return [at('in', flag.startPts)]
  const framesOf = (snippet: number) => framePts(flag.contentId, snippet, snippet + 1)
  const isInside = (pts: number) => pts >= flag.startPts && pts < flag.endPts
  const peak = await framesOf(peakSnippet(curve, flag))
  const [nearest] = [...peak.keys()]
    .filter((index) => isInside(peak[index]!))
    .sort((a, b) => Math.abs(a - MIDDLE) - Math.abs(b - MIDDLE))
  const shown = at('peak', nearest === undefined ? flag.startPts : peak[nearest]!)
  if (choice === 'peak') return [shown]
  const [from, last] = snippetsOf(curve, flag)
  const first = (await framesOf(from)).find(isInside) ?? flag.startPts
  const final = (await framesOf(last)).findLast(isInside) ?? shown.pts
  return [at('in', first), shown, at('out', final)]
}

function secondsOf({ startPts, startSec, timeBase }: Range, pts: number): number {
  return startSec + ((pts - startPts) * timeBase.num) / timeBase.den
}

/** The first and the last snippet that a range touches. */
function snippetsOf({ clock }: VideoCurve, { startPts, endPts }: Range): [number, number] {
  const from = snippetAt(startPts, clock)
  return [from, Math.max(from, snippetAt(endPts - 1, clock))]
}
