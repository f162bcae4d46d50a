import { expect, it } from 'vitest'
import { EMPTY, push, redo, type Step, undo } from './undo-stack.ts'

const step = (contentId: string): Step => {
  const place = { contentId, startPts: 0, endPts: 9, sec: 0 }
  return { before: place, after: place, done: {}, undone: {} }
}

it('goes back and forth in the order of what was done', () => {
  const both = push(push(EMPTY, step('a')), step('b'))
  const back = undo(both)!
  expect(back.step.before.contentId).toBe('b')
  expect(undo(back.stack)!.step.before.contentId).toBe('a')
  expect(redo(back.stack)!.step.before.contentId).toBe('b')
  expect(redo(back.stack)!.stack).toEqual(both)
})

it('forgets what was taken back once something new is done', () => {
  const { stack } = undo(push(EMPTY, step('a')))!
  expect(redo(push(stack, step('b')))).toBeNull()
  expect(undo(EMPTY)).toBeNull()
})
