import { expect, it } from 'vitest'
import type { MediaInfo, VideoInfo } from '#core/media/probe-report.ts'
import { copyArgs, joinList, readingShift } from './clip-args.ts'
import { copyContainer } from './container.ts'
import { exactBytes, mostBitsPerSec } from './estimate-bytes.ts'
import { encoderIn } from './ffmpeg-abilities.ts'
import { clipLabel } from './label.ts'

const video: VideoInfo = {
  index: 0,
  codec: 'h264',
  codecTag: 0,
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1920,
  height: 1080,
  rotation: 0,
  pixelFormat: 'yuv420p',
  timeBase: { num: 1, den: 90_000 },
  averageFrameRate: { num: 25, den: 1 },
  nominalFrameRate: { num: 25, den: 1 },
  startPts: 0,
  claimedFrames: 100,
  variableFrameRate: false,
}
const info: MediaInfo = {
  path: '/videos/a.ts',
  container: 'mpegts',
  durationSec: 100,
  startTimeSec: 100,
  bitRate: undefined,
  timecode: undefined,
  video,
  audio: undefined,
}

function bounds(filtersSeeMuxerTimes: boolean, extension: 'mp4' | 'mkv'): string[] {
  const audio = [{ codec: 'aac', sampleRate: 44_100 }]
  const args = copyArgs({
    ...{ info, startPts: 9_900_000, endPts: 10_080_000, seekSec: 9, label: undefined, out: '/o' },
    ...{ extension, audio, filtersSeeMuxerTimes },
  })
  return args.filter((arg) => arg.startsWith('noise='))
}

it('packets are chosen by time, in the units that the filters of this ffmpeg see', () => {
  const [picture, sound] = ['109.999994444', '111.999994444']
  expect(bounds(false, 'mp4')).toEqual([
    `noise=drop='lt(pts*tb\\,${picture})+gte(pts*tb\\,${sound})'`,
    "noise=drop='lt(pts*tb\\,110.000000000)+gte(pts*tb\\,112.000000000)'",
  ])
  expect(bounds(true, 'mp4').map((filter) => /pts\/\d+/.exec(filter)?.[0])).toEqual([
    'pts/90000',
    'pts/44100',
  ])
  expect(bounds(true, 'mkv').every((filter) => filter.includes('pts/1000'))).toBe(true)
})

it.each([
  [{ num: 1, den: 90_000 }, 9_123_457, 9_123_457],
  [{ num: 1001, den: 30_000 }, 77, 77],
  [{ num: 1, den: 1_000_000 }, 1_234_567, 1_234_567],
  // A microsecond is ten of these ticks.
  [{ num: 1, den: 10_000_000 }, 12_345_678, 12_345_670],
])('times are moved by the in-point, at %j by %d', (timeBase, startPts, ticks) => {
  const facts = { info: { ...info, video: { ...video, timeBase } }, startPts }
  expect(readingShift({ ...facts, isTimed: true }).ticks).toBe(ticks)
  expect(readingShift({ ...facts, isTimed: false }).ticks).toBe(0)
})

it('a container is chosen that players expect the codecs in', () => {
  const codec = (name: string) => ({ ...info, video: { ...video, codec: name } })
  const sound = (name: string) => [{ codec: name, sampleRate: 48_000 }]
  expect(copyContainer(codec('h264'), sound('aac'))).toBe('mp4')
  expect(copyContainer(codec('h264'), [])).toBe('mp4')
  expect(copyContainer(codec('h264'), sound('pcm_s16le'))).toBe('mkv')
  expect(copyContainer(codec('mjpeg'), [])).toBe('mkv')
})

it('the best encoder that is there is taken', () => {
  const listing = (...names: string[]) => names.map((name) => ` V....D ${name}   H.264\n`).join('')
  expect(encoderIn(listing('h264_mf', 'libopenh264', 'libx264'))).toBe('libx264')
  expect(encoderIn(listing('libx264rgb', 'h264_mf'))).toBe('h264_mf')
  expect(encoderIn(listing('libx265'))).toBeUndefined()
})

it('the size of an exact clip is bounded by what its encoder is held to', () => {
  expect(mostBitsPerSec(video)).toBe(51_840_000)
  expect(exactBytes(video, 10, 1)).toBe(
    Math.ceil((51_840_000 * 11 + 1_920_000) / 8) + 250 * 64 + 65_536,
  )
})

it('a list of parts names nothing but files beside it', () => {
  expect(joinList([{ name: 'part-0.mp4', seconds: 1.5 }])).toBe(
    'ffconcat version 1.0\nfile part-0.mp4\nduration 1.500000\n',
  )
})

it('a label tells what was copied, without folders and with a harmless name', () => {
  const label = clipLabel({
    ...{ path: '/home/ada/secret/x\u202e\n;rm.mp4', contentId: 'abc', exact: false, firstPts: 900 },
    note: 'A demonstration model.',
    ...{ parts: [{ startPts: 90_900, endPts: 180_900 }], timeBase: { num: 1, den: 90_000 } },
  })
  expect(label).toBe(
    'Working copy, packets unchanged. Source: x ;rm.mp4 (content abc). Range: 00:00:01.000 to ' +
      '00:00:02.000 (PTS 90900 to 180900), time base 1/90000. Made with Flagreel. ' +
      'A demonstration model.',
  )
})
