import { join, sep } from 'node:path'
import { expect, it } from 'vitest'
import { shortNames } from './short-names.ts'

const inVideos = (...parts: readonly string[]) => join(sep, 'videos', ...parts)

function short(...files: readonly string[]): string[] {
  return files.map(shortNames(files))
}

it('files of one folder are shown by their names', () => {
  expect(short(inVideos('a.mp4'), inVideos('b.mp4'))).toEqual(['a.mp4', 'b.mp4'])
  expect(short(inVideos('deep', 'a.mp4'))).toEqual(['a.mp4'])
})

it('files of several folders are told apart by what differs', () => {
  expect(short(inVideos('cam 1', '0001.mp4'), inVideos('cam 2', '0001.mp4'))).toEqual([
    join('cam 1', '0001.mp4'),
    join('cam 2', '0001.mp4'),
  ])
  expect(short(inVideos('a.mp4'), inVideos('deeper', 'still', 'b.mp4'))).toEqual([
    'a.mp4',
    join('deeper', 'still', 'b.mp4'),
  ])
})

it('folders are compared by whole names', () => {
  expect(short(inVideos('cam', 'a.mp4'), inVideos('cam2', 'a.mp4'))).toEqual([
    join('cam', 'a.mp4'),
    join('cam2', 'a.mp4'),
  ])
})
