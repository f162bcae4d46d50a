import { expect, it } from 'vitest'
import { plainReason, withoutFolder } from './plain-reason.ts'

it('leaves out the path that an error begins with, and no other', () => {
  const place = { name: 'a.mp4', folder: '/v' }
  expect(plainReason('/v/a.mp4 is cut off.', place)).toBe('is cut off.')
  expect(plainReason('"/v/a.mp4" is cut off.', place)).toBe('is cut off.')
  expect(plainReason('C:\\v\\a.mp4 is empty.', { ...place, folder: 'C:\\v' })).toBe('is empty.')
  expect(plainReason('/w/a.mp4 is cut off.', place)).toBe('/w/a.mp4 is cut off.')
})

it('names a file that was handed over without the folder that it was kept in', () => {
  const name = 'my notes.pth'
  expect(withoutFolder('/tmp/import-1/my notes.pth is a text file.', name)).toBe(
    'my notes.pth is a text file.',
  )
  expect(withoutFolder('"/tmp/import-1/my notes.pth" is empty.', name)).toBe(
    '"my notes.pth" is empty.',
  )
  expect(withoutFolder('C:\\tmp\\my notes.pth is empty.', name)).toBe('my notes.pth is empty.')
  expect(withoutFolder('The disk is full.', name)).toBe('The disk is full.')
  expect(withoutFolder('/tmp/other.pth is empty.', name)).toBe('/tmp/other.pth is empty.')
})
