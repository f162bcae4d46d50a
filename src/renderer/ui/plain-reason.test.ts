import { expect, it } from 'vitest'
import { plainReason } from './plain-reason.ts'

it('leaves out the path that an error begins with, and no other', () => {
  const place = { name: 'a.mp4', folder: '/v' }
  expect(plainReason('/v/a.mp4 is cut off.', place)).toBe('is cut off.')
  expect(plainReason('"/v/a.mp4" is cut off.', place)).toBe('is cut off.')
  expect(plainReason('C:\\v\\a.mp4 is empty.', { ...place, folder: 'C:\\v' })).toBe('is empty.')
  expect(plainReason('/w/a.mp4 is cut off.', place)).toBe('/w/a.mp4 is cut off.')
})
