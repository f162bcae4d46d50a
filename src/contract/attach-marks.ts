import type { Mark } from './review.ts'

/** A half-open range of one video in PTS. */
export interface PtsRange {
  readonly startPts: number
  readonly endPts: number
}

export interface Attachment {
  /** By segment: the mark that belongs to it. */
  readonly bySegment: readonly (Mark | null)[]
  /** Marks without a segment. They stay on the list: nothing a person decided disappears. */
  readonly unattached: readonly Mark[]
}

/** A mark follows a segment that it shares at least so much with. */
const LEAST_IOU = 0.5

/**
 * Which mark belongs to which segment of one video: one to one, the best overlap first. A mark that a person trimmed to a
 * part of a segment goes on following that segment, as long as the part lies in it: another one that it merely touches is
 * not decided. Segments must be in order of time and not overlap, as `findSegments` gives them.
 */
export function attachMarks(segments: readonly PtsRange[], marks: readonly Mark[]): Attachment {
  const pairs = marks.flatMap((mark) => candidates(segments, mark))
  pairs.sort((a, b) => b.iou - a.iou || a.index - b.index)
  const bySegment: (Mark | null)[] = segments.map(() => null)
  const attached = new Set<string>()
  for (const { index, mark } of pairs) {
    if (bySegment[index] !== null || attached.has(mark.id)) continue
    bySegment[index] = mark
    attached.add(mark.id)
  }
  return { bySegment, unattached: marks.filter(({ id }) => !attached.has(id)) }
}

interface Candidate {
  readonly index: number
  readonly mark: Mark
  readonly iou: number
}

function candidates(segments: readonly PtsRange[], mark: Mark): Candidate[] {
  const found: Candidate[] = []
  for (let index = firstEndingAfter(segments, mark.startPts); index < segments.length; index++) {
    const segment = segments[index]!
    if (segment.startPts >= mark.endPts) break
    const iou = markOverlap(segment, mark)
    if (iou >= LEAST_IOU) found.push({ index, mark, iou })
  }
  return found
}

/** Of a segment with a mark's range, or with the segment that the mark was trimmed from, whichever is more. */
export function markOverlap(segment: PtsRange, mark: Mark): number {
  const { trimmedFrom } = mark.value
  const iou = intersectionOverUnion(segment, mark)
  if (iou === 0 || !trimmedFrom) return iou
  return Math.max(iou, intersectionOverUnion(segment, trimmedFrom))
}

/** Index of the first segment that ends after `pts`. */
function firstEndingAfter(segments: readonly PtsRange[], pts: number): number {
  let [low, high] = [0, segments.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (segments[middle]!.endPts > pts) high = middle
    else low = middle + 1
  }
  return low
}

export function intersectionOverUnion(a: PtsRange, b: PtsRange): number {
  const shared = Math.min(a.endPts, b.endPts) - Math.max(a.startPts, b.startPts)
  if (shared <= 0) return 0
  return shared / (a.endPts - a.startPts + (b.endPts - b.startPts) - shared)
}
