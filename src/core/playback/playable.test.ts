import { expect, it } from 'vitest'
import type { MediaInfo } from '#core/media/probe-report.ts'
import { isPlayable, scrubsSlowly } from './playable.ts'

const info = (container: string, codec: string, pixelFormat = 'yuv420p') =>
  ({ container, video: { codec, pixelFormat } }) as MediaInfo

it.each([
  ['mov,mp4,m4a,3gp,3g2,mj2', 'h264', 'yuv420p', true],
  ['mov,mp4,m4a,3gp,3g2,mj2', 'hevc', 'yuv420p', false],
  ['mov,mp4,m4a,3gp,3g2,mj2', 'h264', 'yuv422p10le', false],
  ['matroska,webm', 'vp9', 'yuv420p', true],
  ['matroska,webm', 'h264', 'yuv420p', false],
  ['avi', 'h264', 'yuv420p', false],
  ['mpegts', 'h264', 'yuv420p', false],
])('%s with %s in %s: %s', (...[container, codec, pixelFormat, expected]) => {
  expect(isPlayable(info(container, codec, pixelFormat))).toBe(expected)
})

const filmed = (width: number, height: number) =>
  ({
    durationSec: 60,
    video: {
      timeBase: { num: 1, den: 1000 },
      averageFrameRate: { num: 30, den: 1 },
      codedWidth: width,
      codedHeight: height,
    },
  }) as MediaInfo
const every = (sec: number) => Array.from({ length: 60 / sec }, (_, i) => i * sec * 1000)

it.each([
  ['full HD with a key frame every 10 s', filmed(1920, 1080), every(10), true],
  ['full HD with a key frame a second', filmed(1920, 1080), every(1), false],
  ['full HD with one key frame', filmed(1920, 1080), [0], true],
  ['full HD with ten key frames at its start', filmed(1920, 1080), every(1).slice(0, 10), true],
  ['small pictures with a key frame every 10 s', filmed(320, 240), every(10), false],
  ['a video of which nothing is known', filmed(1920, 1080), [], false],
])('scrubs slowly: %s', (...[, info, keyPts, expected]) => {
  expect(scrubsSlowly(info, keyPts)).toBe(expected)
})
