import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Bundle } from '#contract/bundle.ts'
import { probeMedia } from '#core/media/probe.ts'
import { decodeSnippets } from '#core/media/snippet-stream.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import type { MediaPort } from './ports.ts'
import { sampleFrames } from './sample-frames.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const media: MediaPort = {
  probe: (path, signal) => probeMedia(tools, path, { signal }),
  decode: (info, options) => decodeSnippets(tools, info, options),
}
const SIDE = 64
const FRAME_BYTES = SIDE * SIDE * 3
// All that sampling reads of a bundle.
const bundle = {
  recipe: { frames: 'mean-of-16', resize: 'stretch-340x256-bilinear', crop: 'ten' },
  clip: { imageResolution: SIDE },
} as Bundle
let long: string
let short: string

beforeAll(async () => {
  long = await makeVideo(folder.path, 'long.mp4', { frames: 100 })
  short = await makeVideo(folder.path, 'short.mp4', { frames: 33 })
})

async function sample(count: number, ...paths: string[]): Promise<Uint8Array> {
  const targets = paths.map((path) => ({ path, contentId: path }))
  const { signal } = new AbortController()
  return sampleFrames(count, { bundle, media, targets, signal })
}

describe('sample frames', () => {
  it('are one square a snippet, the first ones of the first video', async () => {
    const three = await sample(3, long, short)
    expect(three).toHaveLength(3 * FRAME_BYTES)
    const seven = await sample(16, long)
    expect(seven).toHaveLength(7 * FRAME_BYTES)
    expect(seven.subarray(0, three.length)).toEqual(three)
    const [first, second] = [three.subarray(0, FRAME_BYTES), three.subarray(FRAME_BYTES)]
    expect(first).not.toEqual(second.subarray(0, FRAME_BYTES))
  })

  it('go on with the next video when one is too short, and end with the last', async () => {
    expect(await sample(5, short, long)).toHaveLength(5 * FRAME_BYTES)
    expect(await sample(16, short, long)).toHaveLength((3 + 7) * FRAME_BYTES)
    expect(await sample(16)).toHaveLength(0)
  })

  it('pass over what is no video or not there', async () => {
    const broken = folder.save(Buffer.alloc(5000, 'x'), 'broken.mp4')
    const gone = join(folder.path, 'gone.mp4')
    expect(await sample(2, broken, gone, long)).toEqual(await sample(2, long))
  })

  it('end with the scan that asks for them', async () => {
    const targets = [{ path: long, contentId: 'long' }]
    const sampling = { bundle, media, targets, signal: AbortSignal.abort() }
    await expect(sampleFrames(2, sampling)).rejects.toThrow()
  })
})
