import { expect, it } from 'vitest'
import { EMPTY, push, redo, type Step, undo } from './undo-stack.ts'

const step = (contentId: string): Step => ({ contentId, startPts: 0, done: {}, undone: {} })

it('goes back and forth in the order of what was done', () => {
  const both = push(push(EMPTY, step('a')), step('b'))
  const back = undo(both)!
  expect(back.step.contentId).toBe('b')
  expect(undo(back.stack)!.step.contentId).toBe('a')
  expect(redo(back.stack)!.step.contentId).toBe('b')
  expect(redo(back.stack)!.stack).toEqual(both)
})

it('forgets what was taken back once something new is done', () => {
  const { stack } = undo(push(EMPTY, step('a')))!
  expect(redo(push(stack, step('b')))).toBeNull()
  expect(undo(EMPTY)).toBeNull()
})
