import { appendFile, mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runTool } from '#core/media/run-tool.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { flagged, frameTimes, timedSource } from '#test/support/clip-source.ts'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import type { ClipOptions, ClipOutcome } from './clip-types.ts'
import { audioStreams } from './packets.ts'
import { planClips } from './plan-clips.ts'
import { writeClips } from './write-clips.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const how = {
  tools,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  isReplaced: () => false,
}

type Ranges = readonly (readonly [from: number, to: number])[]

async function cut(
  path: string,
  ranges: Ranges,
  options: Partial<ClipOptions>,
): Promise<ClipOutcome[]> {
  const out = options.folder ?? (await mkdtemp(join(folder.path, 'clips-')))
  const plain = { mode: 'exact', beforeSec: 0, afterSec: 0, reel: false } as const
  const source = flagged(await timedSource(path), ...ranges)
  const batch = await planClips(
    [source],
    { ...plain, template: '{index}', ...options, folder: out },
    how,
  )
  expect(batch.unplanned).toEqual([])
  return writeClips(batch, how)
}

async function framesOf(outcomes: readonly ClipOutcome[]): Promise<number[]> {
  const counts: number[] = []
  for (const outcome of outcomes) {
    if (outcome.state === 'failed') throw new Error(outcome.error.message)
    expect((await frameTimes(outcome.path)).length).toBe(outcome.frames)
    counts.push(outcome.frames)
  }
  return counts
}

/** Ten seconds without a frame behind the first hundred. */
const GAP: VideoOptions = {
  ...{ frames: 200, gop: 25 },
  extra: ['-vf', "setpts='(N+if(gte(N,100),250,0))/25/TB'"],
}

it.each(['exact', 'copy'] as const)(
  'what ends before a gap does not go on behind it (%s)',
  async (mode) => {
    const path = await makeVideo(folder.path, 'gap.mkv', GAP)
    expect(await framesOf(await cut(path, [[50, 80]], { mode, afterSec: 2 }))).toEqual([50])
  },
)

it('begins with the first frame behind a gap where handles reach into it', async () => {
  const path = await makeVideo(folder.path, 'gap-in.mkv', { ...GAP, audio: true })
  const [clip] = await cut(path, [[110, 120]], { beforeSec: 5 })
  expect(await framesOf([clip!])).toEqual([20])
})

it('handles of whole frames are whole frames', async () => {
  const path = await makeVideo(folder.path, 'plain.mp4', { frames: 100, gop: 25 })
  expect(await framesOf(await cut(path, [[10, 20]], { afterSec: 0.28 }))).toEqual([17])
})

it('copies into Matroska what has no whole milliseconds', async () => {
  const options: VideoOptions = {
    codec: 'mpeg2',
    rate: '30000/1001',
    frames: 240,
    gop: 15,
    bFrames: 2,
  }
  const path = await makeVideo(folder.path, 'broadcast.ts', options)
  const ranges = [0, 1, 2, 3, 4, 5].map((n): [number, number] => [31 + 17 * n, 60 + 23 * n])
  const clips = await cut(path, ranges, { mode: 'copy' })
  for (const [index, frames] of (await framesOf(clips)).entries())
    expect(frames).toBeGreaterThanOrEqual(ranges[index]![1] - ranges[index]![0])
})

it('a copy up to the last frame leaves out what an edit list hides behind it', async () => {
  const whole = await makeVideo(folder.path, 'whole.mp4', { frames: 125, gop: 25, bFrames: 0 })
  const path = join(folder.path, 'tail.mp4')
  // The muxer notes the shorter length, and the packets stay.
  const args = ['-v', 'error', '-y', '-i', whole, '-c', 'copy', path]
  await runTool(tools.ffmpeg, args, { timeoutMs: 60_000, maxOutputBytes: 2 ** 20 })
  const bytes = await readFile(path)
  const entry = bytes.indexOf('elst')
  const [shown] = [80]
  bytes.writeUInt32BE(shown * 40, entry + 12)
  const hidden = folder.save(bytes, 'hidden.mp4')
  const timed = await timedSource(hidden)
  expect(timed.times).toHaveLength(shown + 1)
  const [frames] = await framesOf(await cut(hidden, [[60, 80]], { mode: 'copy' }))
  expect(frames).toBeLessThanOrEqual(35)
})

it.each(['exact', 'copy'] as const)('a reel is made in a folder of any name (%s)', async (mode) => {
  const path = await makeVideo(folder.path, 'any.mp4', { frames: 150, gop: 25 })
  const odd = join(folder.path, `Case #12 100% 'a'? ${mode}`)
  await mkdir(odd)
  const ranges: Ranges = [
    [10, 20],
    [100, 110],
  ]
  const [frames] = await framesOf(await cut(path, ranges, { mode, reel: true, folder: odd }))
  expect(frames).toBeGreaterThanOrEqual(20)
})

it('a reel has the sound of its later parts where the first has none', async () => {
  const sound = ['-af', 'adelay=4000:all=1,atrim=start=4', '-ar', '48000']
  const options = { frames: 200, gop: 25, audio: true, extra: sound }
  const path = await makeVideo(folder.path, 'late.mp4', options)
  const ranges: Ranges = [
    [10, 35],
    [150, 175],
  ]
  const [clip] = await cut(path, ranges, { reel: true })
  expect(await framesOf([clip!])).toEqual([50])
  if (clip?.state === 'failed') throw new Error(clip.error.message)
  expect(await audioStreams(tools, clip!.path, how)).toHaveLength(1)
  const [copy] = await cut(path, ranges, { reel: true, mode: 'copy' })
  expect(copy).toMatchObject({
    state: 'failed',
    error: { message: expect.stringContaining('sound in some of these ranges only') },
  })
})

it('refuses to copy what its container would not show upright', async () => {
  const path = await makeVideo(folder.path, 'turned.mov', { codec: 'mjpeg', rotate: 90 })
  const source = flagged(await timedSource(path), [10, 20])
  const options = {
    mode: 'copy',
    beforeSec: 0,
    afterSec: 0,
    reel: false,
    template: '{index}',
  } as const
  const { unplanned } = await planClips([source], { ...options, folder: folder.path }, how)
  expect(unplanned).toMatchObject([{ error: { message: expect.stringContaining('turned') } }])
})

it('copies FLAC', async () => {
  const options = { frames: 75, gop: 25, audio: true, extra: ['-c:a', 'flac'] }
  const path = await makeVideo(folder.path, 'flac.mkv', options)
  expect(await framesOf(await cut(path, [[25, 50]], { mode: 'copy' }))).toEqual([25])
})

it('tells what was asked for where two ranges become one copy', async () => {
  const path = await makeVideo(folder.path, 'two.mp4', { frames: 150, gop: 100, bFrames: 0 })
  const source = flagged(await timedSource(path), [30, 41], [70, 85])
  const options = {
    mode: 'copy',
    beforeSec: 0,
    afterSec: 0,
    reel: true,
    template: '{index}',
  } as const
  const { clips } = await planClips([source], { ...options, folder: folder.path }, how)
  const [plan] = clips
  expect(plan?.parts).toHaveLength(1)
  expect(plan?.parts[0]?.asked).toHaveLength(2)
  expect(plan?.leadInSec).toBeCloseTo((30 + 29) / 25, 6)
})

it('makes a clip again whose line in the journal leads elsewhere', async () => {
  const path = await makeVideo(folder.path, 'journal.mp4', { frames: 50, gop: 25 })
  const out = await mkdtemp(join(folder.path, 'clips-'))
  const [first] = await cut(path, [[5, 10]], { folder: out })
  expect(first?.state).toBe('made')
  const journal = join(out, '.flagreel-clips.jsonl')
  const entry = JSON.parse((await readFile(journal, 'utf8')).trim())
  await appendFile(journal, `\n${JSON.stringify({ ...entry, name: `../${entry.name}` })}\n`)
  const [again] = await cut(path, [[5, 10]], { folder: out })
  expect(again).toMatchObject({ state: 'kept', path: join(out, entry.name) })
})
