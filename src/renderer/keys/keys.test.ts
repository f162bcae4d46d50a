import { expect, it } from 'vitest'
import {
  ACTION_IDS,
  type ActionId,
  actionsByChord,
  actionsIn,
  chordsOf,
  conflictOf,
  defaultsOf,
  isDefault,
  KEY_GROUPS,
  repeatsWhileHeld,
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

const GERMAN = new Map([
  ['KeyZ', 'y'],
  ['Semicolon', 'ö'],
  ['Minus', 'ß'],
  ['Slash', '-'],
  ['Equal', '´'],
  ['Digit7', '7'],
])

it.each([
  ['Ctrl+KeyZ', 'Ctrl+Y'],
  ['Semicolon', 'Ö'],
  ['Minus', 'ß'],
  ['Shift+Slash', 'Shift+-'],
  ['Shift+Digit7', 'Shift+7'],
  ['ArrowLeft', '←'],
])('writes %s as %s on a German keyboard', (chord, name) =>
  expect(chordName(chord, GERMAN)).toBe(name),
)

it('writes keys without a character as they are called in the language', () => {
  const words = { Ctrl: 'Strg', Space: 'Leertaste', Home: 'Pos 1' }
  expect(chordName('Ctrl+KeyZ', GERMAN, words)).toBe('Strg+Y')
  expect(chordName('Space', null, words)).toBe('Leertaste')
  expect(chordName('Shift+Home', null, words)).toBe('Shift+Pos 1')
})

it('writes what Shift is pressed for where the keyboard has it there', () => {
  const american = new Map([
    ['Slash', '/'],
    ['Equal', '='],
  ])
  expect(chordName('Shift+Slash', american)).toBe('?')
  expect(chordName('Ctrl+Shift+Equal', american)).toBe('Ctrl++')
})

it.each([
  ...['KeyC', 'Shift+KeyN', 'Comma', 'Semicolon', 'Quote', 'Backslash', 'Backquote', 'Digit0'],
  ...['Numpad7', 'NumpadAdd', 'IntlBackslash', 'BracketLeft', 'Shift+Slash'],
])('takes %s for a single key', (chord) => expect(isSingleKey(chord)).toBe(true))

it.each([
  ...['Ctrl+KeyZ', 'Alt+Semicolon', 'Ctrl+Shift+KeyZ', 'F1', 'ArrowLeft', 'Space', 'Home'],
  ...['NumpadEnter', 'BrowserBack'],
])('takes %s for none', (chord) => expect(isSingleKey(chord)).toBe(false))

/** The keys of the product's specification; an action that is not in it may have any that is free. */
const SPECIFIED: Readonly<Record<string, readonly string[]>> = {
  'play.toggle': ['Space', 'K'],
  'play.shuttleBack': ['J'],
  'play.shuttleForward': ['L'],
  'play.frameBack': [','],
  'play.frameForward': ['.'],
  'play.back1': ['←'],
  'play.forward1': ['→'],
  'play.back10': ['Shift+←'],
  'play.forward10': ['Shift+→'],
  'play.backView': ['Ctrl+←'],
  'play.forwardView': ['Ctrl+→'],
  'play.start': ['Home'],
  'play.end': ['End'],
  'play.goTo': ['G'],
  'play.sound': ['M'],
  'flag.next': ['N'],
  'flag.previous': ['P'],
  'flag.nextOpen': ['Shift+N'],
  'flag.previousOpen': ['Shift+P'],
  'flag.nextRow': ['↓'],
  'flag.previousRow': ['↑'],
  'flag.atPlayhead': ['S'],
  'verdict.confirm': ['C'],
  'verdict.dismiss': ['X'],
  'verdict.relabel': ['R'],
  'verdict.escalate': ['E'],
  'verdict.note': ['T'],
  'verdict.inPoint': ['I'],
  'verdict.outPoint': ['O'],
  'verdict.inPointNow': ['Shift+I'],
  'verdict.outPointNow': ['Shift+O'],
  'timeline.zoomIn': ['=', '+', 'Num +'],
  'timeline.zoomOut': ['-', 'Num -'],
  'timeline.whole': ['0'],
  'timeline.toggle': ['Z'],
  'timeline.flag': ['Shift+Z'],
  'timeline.lower': ['['],
  'timeline.raise': [']'],
  'protection.toggle': ['B'],
  'protection.reveal': ['H'],
  'edit.undo': ['Ctrl+Z'],
  'edit.redo': ['Ctrl+Shift+Z'],
  'flag.export': ['Ctrl+E'],
  'app.keys': ['?', 'F1'],
}

it('goes on while a key is held only with what moves, never with what decides or reveals', () => {
  const held = new Set(ACTION_IDS.filter(repeatsWhileHeld).map((action) => action.split('.')[0]))
  expect([...held].sort()).toEqual(['flag', 'play', 'timeline'])
  for (const action of ['flag.next', 'play.toggle', 'timeline.toggle'] as const)
    expect(repeatsWhileHeld(action)).toBe(false)
})

it('has the default keys of the specification', () => {
  const names = (action: ActionId) => defaultsOf(action).map((chord) => chordName(chord))
  const has = Object.fromEntries(ACTION_IDS.map((action) => [action, names(action)]))
  expect(has).toMatchObject(SPECIFIED)
})

it('shows every action in one group', () => {
  expect(KEY_GROUPS.flatMap(actionsIn).sort()).toEqual([...ACTION_IDS].sort())
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
