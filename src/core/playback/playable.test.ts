import { expect, it } from 'vitest'
import type { MediaInfo } from '#core/media/probe-report.ts'
import { isPlayable } from './playable.ts'

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
