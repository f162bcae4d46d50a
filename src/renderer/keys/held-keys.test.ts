import { expect, it } from 'vitest'
import { HeldKeys } from './held-keys.ts'

it('ends with its key, once', () => {
  const held = new HeldKeys()
  held.press('KeyH', 'protection.reveal')
  // A key that repeats while it is down is still one.
  held.press('KeyH', 'protection.reveal')
  expect(held.release('ShiftLeft')).toBeUndefined()
  expect(held.release('KeyH')).toBe('protection.reveal')
  expect(held.release('KeyH')).toBeUndefined()
})

it('ends everything when the window stops listening', () => {
  const held = new HeldKeys()
  held.press('KeyH', 'protection.reveal')
  held.press('KeyL', 'play.shuttleForward')
  expect(held.releaseAll()).toEqual(['protection.reveal', 'play.shuttleForward'])
  expect([held.releaseAll(), held.release('KeyH')]).toEqual([[], undefined])
})
