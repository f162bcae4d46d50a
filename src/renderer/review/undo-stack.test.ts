import { expect, it } from 'vitest'
import { EMPTY, push, redo, type Step, undo } from './undo-stack.ts'

const step = (startPts: number): Step => ({ done: [], undone: [], startPts, contentId: 'c' })

it('takes back the last step first and does it again in order', () => {
  const two = push(push(EMPTY, step(1)), step(2))
  const once = undo(two)!
  expect(once.step.startPts).toBe(2)
  const twice = undo(once.stack)!
  expect(twice.step.startPts).toBe(1)
  expect(undo(twice.stack)).toBeNull()
  expect(redo(twice.stack)?.step.startPts).toBe(1)
  expect(redo(redo(twice.stack)!.stack)?.step.startPts).toBe(2)
})

it('forgets what was taken back once something new is done', () => {
  const { stack } = undo(push(EMPTY, step(1)))!
  expect(redo(push(stack, step(3)))).toBeNull()
})
