import { FlagreelError } from '#contract/errors.ts'
import type { MediaKind } from '#contract/playback.ts'

interface MediaAddress {
  readonly contentId: string
  readonly kind: MediaKind
  /** Sheet of a strip, PTS of a still; 0 otherwise. */
  readonly part: number
}

/** The only shape that is served: an opaque id and a word, never a path. */
const SHAPE =
  /^media\/([A-Za-z0-9-]{1,80})\/(?:(original|proxy|poster)|(strip|still)\/(-?\d{1,16}))$/

export function parseMediaAddress(address: string): MediaAddress {
  const match = SHAPE.exec(address)
  if (!match) throw new FlagreelError('bad-argument', 'This is no address of a picture or video.')
  const [, contentId = '', whole, parted, part] = match
  return { contentId, kind: (whole ?? parted) as MediaKind, part: Number(part ?? 0) }
}
