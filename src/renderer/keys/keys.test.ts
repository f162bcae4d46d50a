import { expect, it } from 'vitest'
import {
  ACTION_IDS,
  actionsByChord,
  chordsOf,
  conflictOf,
  isDefault,
  withChords,
} from './actions.ts'
import { chordName, chordOf, isSingleKey } from './chord.ts'

const press = (code: string, modifiers: Partial<KeyboardEvent> = {}) =>
  chordOf({ code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers })

it('names a chord by the place of its key', () => {
  expect(press('KeyZ', { ctrlKey: true, shiftKey: true })).toBe('Ctrl+Shift+KeyZ')
  expect(press('KeyZ', { metaKey: true })).toBe('Ctrl+KeyZ')
  expect(press('ShiftLeft', { shiftKey: true })).toBeNull()
})

it.each([
  ['Ctrl+Shift+KeyZ', 'Ctrl+Shift+Z'],
  ['Shift+Slash', '?'],
  ['Comma', ','],
  ['NumpadAdd', 'Num +'],
  ['F1', 'F1'],
])('writes %s as %s', (chord, name) => expect(chordName(chord)).toBe(name))

it('tells single keys from chords', () => {
  expect(['KeyC', 'Shift+KeyN', 'Comma'].every(isSingleKey)).toBe(true)
  expect(['Ctrl+KeyZ', 'F1', 'ArrowLeft', 'Space'].some(isSingleKey)).toBe(false)
})

it('has no conflict among its defaults', () => {
  for (const action of ACTION_IDS)
    for (const chord of chordsOf(action, {})) expect(conflictOf(chord, action, {})).toBeUndefined()
})

it('takes the person’s keys and finds conflicts', () => {
  const keymap = { 'verdict.confirm': ['KeyN'] }
  expect(conflictOf('KeyN', 'verdict.confirm', keymap)).toBe('flag.next')
  expect(isDefault('verdict.confirm', keymap)).toBe(false)
  expect(isDefault('verdict.dismiss', keymap)).toBe(true)
  expect(actionsByChord({ 'verdict.confirm': [] }).get('KeyC')).toBeUndefined()
})

it('gives a chord to one action only, and keeps nothing that is a default', () => {
  const taken = withChords({}, 'verdict.confirm', ['KeyN'])
  expect(taken).toEqual({ 'flag.next': [], 'verdict.confirm': ['KeyN'] })
  // Its own key back: whoever has it by now loses it.
  expect(withChords(taken, 'flag.next', ['KeyN'])).toEqual({ 'verdict.confirm': [] })
  expect(withChords(withChords(taken, 'flag.next', ['KeyN']), 'verdict.confirm', ['KeyC'])).toEqual(
    {},
  )
})
