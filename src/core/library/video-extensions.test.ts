import { expect, it } from 'vitest'
import { hasVideoExtension, VIDEO_EXTENSIONS } from './video-extensions.ts'

it.each(['clip.mp4', 'CLIP.MOV', 'a.b.mkv', 'tape.m2ts', 'camera 1.dav', 'line\nbreak.avi'])(
  'takes %j',
  (name) => {
    expect(hasVideoExtension(name)).toBe(true)
  },
)

it.each([
  'notes.txt',
  'picture.jpg',
  'subtitle.srt',
  'data.json',
  'sound.mp3',
  'list.m3u8',
  'stream.mpd',
  'list.ffconcat',
  'mp4',
  '.mp4',
  'clip.mp4.part',
  'clip.',
  '',
])('leaves out %j', (name) => {
  expect(hasVideoExtension(name)).toBe(false)
})

it('lists each extension once', () => {
  expect(VIDEO_EXTENSIONS.size).toBeGreaterThan(60)
  expect([...VIDEO_EXTENSIONS].filter((one) => !/^[a-z0-9-]+$/.test(one))).toEqual([])
})
