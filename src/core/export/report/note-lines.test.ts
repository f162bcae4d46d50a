import { expect, it } from 'vitest'
import { linesOf } from './note-lines.ts'

it('keeps the lines of a note', () => {
  expect(linesOf('one\r\ntwo\u2029three\t3')).toEqual(['one', 'two', 'three 3'])
})
