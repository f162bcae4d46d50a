import type { Bundle } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { cropFrame, cropRects } from '#core/clip/crops.ts'
import type { MediaPort } from './ports.ts'
import type { ScanTarget } from './scan.ts'

interface Sampling {
  readonly bundle: Bundle
  readonly media: MediaPort
  readonly targets: readonly ScanTarget[]
  readonly signal: AbortSignal
}

/**
 * The middle frames of the first snippets of the first videos, cut to the image tower's square: RGB [n·R·R·3], n at most
 * `count`, fewer only when there is no more video. A video that cannot be read is passed over; its scan will tell why.
 */
export async function sampleFrames(count: number, sampling: Sampling): Promise<Uint8Array> {
  const frames: Uint8Array[] = []
  for (const { path } of sampling.targets) {
    if (frames.length === count) break
    try {
      for await (const frame of middleFrames(path, sampling)) {
        frames.push(frame)
        if (frames.length === count) break
      }
    } catch (error) {
      if (!isFileAtFault(error)) throw error
    }
  }
  return Buffer.concat(frames)
}

async function* middleFrames(
  path: string,
  { bundle, media, signal }: Sampling,
): AsyncGenerator<Uint8Array> {
  const { recipe, clip } = bundle
  const info = await media.probe(path, signal)
  const resolution = clip.imageResolution
  const middle = { frames: 'middle', resize: recipe.resize } as const
  const stream = media.decode(info, { recipe: middle, resolution, signal })
  for await (const { frames } of stream)
    for (const frame of frames) {
      const options = { resolution, crop: 'centre' } as const
      yield cropFrame(frame, cropRects(frame.width, frame.height, options))
    }
}

const FILE_PROBLEMS = ['bad-media', 'not-found', 'unreadable']

function isFileAtFault(error: unknown): boolean {
  return error instanceof FlagreelError && FILE_PROBLEMS.includes(error.code)
}
