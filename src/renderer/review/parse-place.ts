import type { FrameClock } from '#renderer/player/frame-clock.ts'

/** A place in a video as a person writes it. */
export type WrittenPlace = { readonly sec: number } | { readonly frame: number }

/** "1:02:03.5", "2:03", "83.2" in seconds, "#1500" as a frame from 0 on; null for anything else. */
export function parsePlace(text: string): WrittenPlace | null {
  const trimmed = text.trim()
  const frame = /^#(\d+)$/.exec(trimmed)
  if (frame) return { frame: Number(frame[1]) }
  if (!/^(\d+:){0,2}\d+([.,]\d+)?$/.test(trimmed)) return null
  const sec = trimmed
    .replace(',', '.')
    .split(':')
    .reduce((total, part) => total * 60 + Number(part), 0)
  return { sec }
}

interface Extent {
  readonly totalSec: number
  readonly clock: { readonly frames: number }
}

export function isInVideo(place: WrittenPlace, { totalSec, clock }: Extent): boolean {
  return 'frame' in place ? place.frame < clock.frames : place.sec <= totalSec
}

/** When it is, in seconds; of a frame its beginning, whatever lengths the frames before it have. */
export async function secondsOf(place: WrittenPlace, frames: FrameClock): Promise<number> {
  return 'frame' in place ? frames.startOf(place.frame) : place.sec
}
