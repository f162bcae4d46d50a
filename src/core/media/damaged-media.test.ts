import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { probeMedia } from './probe.ts'
import { hashSnippet, resumePointOf } from './resume.ts'
import { toolEnvironment } from './run-tool.ts'
import { decodeSnippets } from './snippet-stream.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const recipe = { frames: 'mean-of-16', resize: 'stretch-340x256-bilinear' } as const

async function decode(path: string) {
  const info = await probeMedia(tools, path)
  const stream = decodeSnippets(tools, info, { recipe, resolution: 224 })
  const snippets = await Array.fromAsync(stream)
  return { info, snippets, summary: await stream.summary() }
}

async function errorOf(path: string): Promise<string> {
  const error = await decode(path).then(
    () => undefined,
    (reason: { code: string; message: string }) => reason,
  )
  expect(error?.code).toBe('bad-media')
  return error?.message ?? ''
}

async function bytesOf(name: string, options: VideoOptions = {}): Promise<Buffer> {
  return readFileSync(await makeVideo(folder.path, name, { frames: 250, ...options }))
}

/** Overwrites single bytes of the second half, the same ones every time. */
function damage(bytes: Buffer, count: number): Buffer {
  const copy = Buffer.from(bytes)
  let state = 7
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
  for (let i = 0; i < count; i++) {
    copy[Math.floor((0.4 + 0.5 * random()) * copy.length)] = Math.floor(random() * 256)
  }
  return copy
}

describe('a file that is no video', () => {
  it.each([
    ['empty', '', 'is empty (0 bytes)'],
    ['text', 'This is a text.\n'.repeat(100), 'is not a video file that ffmpeg knows'],
    ['noise', Buffer.alloc(50_000, 0xa5), 'is not a video file that ffmpeg knows'],
  ])('%s named .mp4 is refused with the reason', async (name, content, reason) => {
    expect(await errorOf(folder.save(content, `${name}.mp4`))).toContain(reason)
  })

  it('has a video stream without frames', async () => {
    const path = `${folder.path}/none.avi`
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48']
    const args = ['-v', 'error', ...source, '-frames:v', '0', '-c:v', 'libx264', path]
    execFileSync(tools.ffmpeg, args, { env: toolEnvironment(process.env) })
    expect(await errorOf(path)).toContain('has a video stream without a single frame')
  })

  it('has a video stream of nonsense', async () => {
    const bytes = await bytesOf('sound.mp4')
    const [from, to] = [bytes.indexOf('mdat') + 4, bytes.indexOf('moov') - 4]
    bytes.fill(0x5a, from, to)
    expect(await errorOf(folder.save(bytes, 'nonsense.mp4'))).toContain('cannot be read as a video')
  })
})

describe('a file that is cut off', () => {
  it('before its index cannot be read, and says why', async () => {
    const bytes = await bytesOf('whole.mp4')
    const path = folder.save(bytes.subarray(0, bytes.length * 0.6), 'cut.mp4')
    expect(await errorOf(path)).toContain('its index (the moov atom, written last) is missing')
  })

  it.each([
    ['mp4', { extra: ['-movflags', '+faststart'] }],
    ['mkv', {}],
    ['avi', { codec: 'mpeg4' }],
  ] as const)('behind its index gives what is there and a warning: %s', async (kind, options) => {
    const bytes = await bytesOf(`front.${kind}`, options)
    const whole = await decode(folder.save(bytes, `whole.${kind}`))
    const cut = await decode(folder.save(bytes.subarray(0, bytes.length * 0.6), `cut.${kind}`))
    expect(cut.summary.warnings[0]).toContain('decoding stopped early')
    expect(cut.summary.frames).toBeGreaterThan(100)
    expect(cut.summary.frames).toBeLessThan(200)
    const intact = cut.snippets.length - 2
    for (let i = 0; i < intact; i++) {
      expect(hashSnippet(cut.snippets[i]!)).toBe(hashSnippet(whole.snippets[i]!))
    }
  })
})

describe('a file with damage inside', () => {
  it.each([
    ['h264.mp4', { bFrames: 3, gop: 50 }],
    ['long.mp4', { bFrames: 3, gop: 250 }],
    ['h264.ts', { gop: 50 }],
    ['asp.avi', { codec: 'mpeg4', bFrames: 2 }],
  ] as const)('decodes to the same bits every time: %s', async (name, options) => {
    const bytes = damage(await bytesOf(name, options), 40)
    const path = folder.save(bytes, `damaged-${name}`)
    const first = await decode(path)
    expect(first.summary.warnings.join()).toMatch(/reported damage \d+×/)
    const hashes = first.snippets.map(hashSnippet)
    for (let run = 0; run < 2; run++) {
      expect((await decode(path)).snippets.map(hashSnippet)).toEqual(hashes)
    }
    const point = resumePointOf(first.snippets[11]!)
    const resumed = decodeSnippets(tools, first.info, { recipe, resolution: 224, from: point })
    const rest = (await Array.fromAsync(resumed)).map(hashSnippet)
    expect(rest).toEqual(hashes.slice(12))
  })

  it('counts decoded frames through a change of size, and keeps the shape of the first', async () => {
    const first = await bytesOf('small.ts', { frames: 40 })
    const second = await bytesOf('large.ts', { frames: 40, size: '320x240' })
    const path = folder.save(Buffer.concat([first, second]), 'both.ts')
    const { snippets, summary } = await decode(path)
    expect(summary.frames).toBe(80)
    expect(summary.variableFrameRate).toBe(true)
    expect(snippets.map(({ frameCount }) => frameCount)).toEqual([16, 16, 16, 16, 16])
    expect(snippets.flatMap(({ frames }) => frames.map(({ rgb }) => rgb.length))).toEqual(
      Array.from({ length: 80 }, () => 340 * 256 * 3),
    )
  })
})

describe('a header that claims pictures of 100 000 by 100 000', () => {
  it('is refused without the memory for one', async () => {
    const header = 'YUV4MPEG2 W100000 H100000 F25:1 C420jpeg\nFRAME\n'
    const path = folder.save(header + 'x'.repeat(1000), 'huge.y4m')
    expect(await errorOf(path)).toContain('claims pictures of an impossible size')
  })

  it('in every frame of a Motion JPEG is refused, too', async () => {
    const bytes = await bytesOf('motion.avi', { codec: 'mjpeg', frames: 5 })
    const startOfFrame = Buffer.of(0xff, 0xc0)
    for (
      let at = bytes.indexOf(startOfFrame);
      at !== -1;
      at = bytes.indexOf(startOfFrame, at + 2)
    ) {
      bytes.writeUInt16BE(65_500, at + 5)
      bytes.writeUInt16BE(65_500, at + 7)
    }
    expect(await errorOf(folder.save(bytes, 'huge.avi'))).toContain('of an impossible size')
  })
})
