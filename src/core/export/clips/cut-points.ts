import type { VideoPacket } from './packets.ts'

export interface CutEnd {
  /** Where the last frame ends: the time stamp of the next one, undefined at the end of the file. */
  readonly endPts: number | undefined
  readonly lastPts: number
}

/** Whether pictures that follow a key frame in decoding are shown before it, and so refer to what lies before. */
export interface KeyFrame {
  readonly pts: number
  readonly isOpen: boolean
}

/** The last key frame that is shown at or before a time; undefined when there is none among these packets. */
export function keyFrameBefore(packets: readonly VideoPacket[], pts: number): KeyFrame | undefined {
  return keyFramesBefore(packets, pts).at(-1)
}

/** The last one that nothing refers across. */
export function closedKeyFrameBefore(
  packets: readonly VideoPacket[],
  pts: number,
): KeyFrame | undefined {
  return keyFramesBefore(packets, pts).findLast(({ isOpen }) => !isOpen)
}

/** In order of time. */
function keyFramesBefore(packets: readonly VideoPacket[], pts: number): KeyFrame[] {
  const keys = packets.flatMap(({ isKey, pts: key }, index): KeyFrame | [] => {
    if (!isKey || key === undefined || key > pts) return []
    const next = packets.findIndex((packet, later) => later > index && packet.isKey)
    const group = packets.slice(index + 1, next === -1 ? undefined : next)
    return {
      pts: key,
      isOpen: group.some((packet) => packet.pts !== undefined && packet.pts < key),
    }
  })
  return keys.sort((a, b) => a.pts - b.pts)
}

/**
 * Where a copy that shows everything before `outPts` can end without a hole. Packets come in order of decoding: behind a
 * picture that others refer to follow those shown before it. The copy must end where all that is shown earlier has been
 * decoded, so it may reach some frames beyond.
 */
export function copyEnd(packets: readonly VideoPacket[], outPts: number): CutEnd | undefined {
  const times = timesOf(packets)
  const earliestAfter = earliestFrom(times)
  let latest = Number.NEGATIVE_INFINITY
  for (const [index, pts] of times.entries()) {
    latest = Math.max(latest, pts)
    const next = earliestAfter[index + 1] ?? Number.POSITIVE_INFINITY
    if (next >= outPts && latest < next) return end(next, latest)
  }
  return undefined
}

/** Where the last frame that begins before `outPts` ends. */
export function exactEnd(packets: readonly VideoPacket[], outPts: number): CutEnd | undefined {
  const times = timesOf(packets)
  const before = times.filter((pts) => pts < outPts)
  if (before.length === 0) return undefined
  const next = Math.min(...times.filter((pts) => pts >= outPts))
  return end(next, Math.max(...before))
}

/** Time stamp of the first frame at or after a time. */
export function frameFrom(packets: readonly VideoPacket[], pts: number): number | undefined {
  const later = timesOf(packets).filter((time) => time >= pts)
  return later.length === 0 ? undefined : Math.min(...later)
}

function end(next: number, lastPts: number): CutEnd {
  return { endPts: Number.isFinite(next) ? next : undefined, lastPts }
}

function timesOf(packets: readonly VideoPacket[]): number[] {
  return packets.flatMap(({ pts }) => pts ?? [])
}

/** At each index, the earliest time from there on. */
function earliestFrom(times: readonly number[]): number[] {
  const earliest = [...times]
  for (let index = times.length - 2; index >= 0; index--)
    earliest[index] = Math.min(times[index]!, earliest[index + 1]!)
  return earliest
}
