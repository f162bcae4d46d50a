import { z } from 'zod'
import type { MediaSummary } from '#contract/library.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'

const schema = z.object({
  durationSec: z.number().nullable(),
  width: z.int(),
  height: z.int(),
  codec: z.string(),
  framesPerSec: z.number().nullable(),
}) satisfies z.ZodType<MediaSummary>

/** What the list shows of a probed file. */
export function mediaSummary({ durationSec, video }: MediaInfo): MediaSummary {
  const { num, den } = video.averageFrameRate
  return {
    durationSec: durationSec ?? null,
    width: video.width,
    height: video.height,
    codec: video.codec,
    framesPerSec: num > 0 && den > 0 ? num / den : null,
  }
}

/** As `LibraryStore` kept it; null for what another version wrote. */
export function storedSummary(media: unknown): MediaSummary | null {
  return schema.safeParse(media).data ?? null
}
