/** Everything that a key can do, and its default keys. A chord is a place on the keyboard (`KeyboardEvent.code`), not a letter. */
const ACTIONS = {
  'play.toggle': { scope: 'review', chords: ['Space', 'KeyK'] },
  'play.shuttleBack': { scope: 'review', chords: ['KeyJ'] },
  'play.shuttleForward': { scope: 'review', chords: ['KeyL'] },
  'play.frameBack': { scope: 'review', chords: ['Comma'], repeats: true },
  'play.frameForward': { scope: 'review', chords: ['Period'], repeats: true },
  'play.back1': { scope: 'review', chords: ['ArrowLeft'], repeats: true },
  'play.forward1': { scope: 'review', chords: ['ArrowRight'], repeats: true },
  'play.back10': { scope: 'review', chords: ['Shift+ArrowLeft'], repeats: true },
  'play.forward10': { scope: 'review', chords: ['Shift+ArrowRight'], repeats: true },
  'play.backView': { scope: 'review', chords: ['Ctrl+ArrowLeft'], repeats: true },
  'play.forwardView': { scope: 'review', chords: ['Ctrl+ArrowRight'], repeats: true },
  'play.start': { scope: 'review', chords: ['Home'] },
  'play.end': { scope: 'review', chords: ['End'] },
  'play.goTo': { scope: 'review', chords: ['KeyG'] },
  'play.sound': { scope: 'review', chords: ['KeyM'] },
  'flag.next': { scope: 'review', chords: ['KeyN'] },
  'flag.previous': { scope: 'review', chords: ['KeyP'] },
  'flag.nextOpen': { scope: 'review', chords: ['Shift+KeyN'] },
  'flag.previousOpen': { scope: 'review', chords: ['Shift+KeyP'] },
  'flag.nextRow': { scope: 'review', chords: ['ArrowDown'], repeats: true },
  'flag.previousRow': { scope: 'review', chords: ['ArrowUp'], repeats: true },
  'flag.atPlayhead': { scope: 'review', chords: ['KeyS'] },
  'flag.export': { scope: 'review', chords: ['Ctrl+KeyE'] },
  'verdict.confirm': { scope: 'review', chords: ['KeyC'] },
  'verdict.dismiss': { scope: 'review', chords: ['KeyX'] },
  'verdict.escalate': { scope: 'review', chords: ['KeyE'] },
  'verdict.relabel': { scope: 'review', chords: ['KeyR'] },
  'verdict.note': { scope: 'review', chords: ['KeyT'] },
  'verdict.inPoint': { scope: 'review', chords: ['KeyI'] },
  'verdict.outPoint': { scope: 'review', chords: ['KeyO'] },
  'verdict.inPointNow': { scope: 'review', chords: ['Shift+KeyI'] },
  'verdict.outPointNow': { scope: 'review', chords: ['Shift+KeyO'] },
  'timeline.zoomIn': {
    scope: 'review',
    chords: ['Equal', 'Shift+Equal', 'NumpadAdd'],
    repeats: true,
  },
  'timeline.zoomOut': { scope: 'review', chords: ['Minus', 'NumpadSubtract'], repeats: true },
  'timeline.whole': { scope: 'review', chords: ['Digit0'] },
  'timeline.toggle': { scope: 'review', chords: ['KeyZ'] },
  'timeline.flag': { scope: 'review', chords: ['Shift+KeyZ'] },
  'timeline.panBack': { scope: 'review', chords: ['Alt+ArrowLeft'], repeats: true },
  'timeline.panForward': { scope: 'review', chords: ['Alt+ArrowRight'], repeats: true },
  'timeline.lower': { scope: 'review', chords: ['BracketLeft'], repeats: true },
  'timeline.raise': { scope: 'review', chords: ['BracketRight'], repeats: true },
  'protection.toggle': { scope: 'app', chords: ['KeyB'] },
  'protection.reveal': { scope: 'review', chords: ['KeyH'] },
  'edit.undo': { scope: 'review', chords: ['Ctrl+KeyZ'] },
  'edit.redo': { scope: 'review', chords: ['Ctrl+Shift+KeyZ'] },
  'app.keys': { scope: 'app', chords: ['Shift+Slash', 'F1'] },
} as const satisfies Readonly<Record<string, ActionKeys>>

interface ActionKeys {
  /** Whether it goes on while the key is held. What decides or reveals takes a press of its own each time. */
  readonly repeats?: true
  /** Where it works. Two actions may share a chord only where their scopes never meet. */
  readonly scope: 'app' | 'review'
  readonly chords: readonly string[]
}

export type ActionId = keyof typeof ACTIONS

export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[]

/** Groups of actions, by the noun of their ids. */
export const KEY_GROUPS = [
  'play',
  'flag',
  'verdict',
  'timeline',
  'protection',
  'edit',
  'app',
] as const

export function actionsIn(group: (typeof KEY_GROUPS)[number]): readonly ActionId[] {
  return ACTION_IDS.filter((action) => action.split('.')[0] === group)
}

/** In place of the default chords, by action; an empty list takes the keys away. */
export type KeyMap = Readonly<Record<string, readonly string[]>>

export function chordsOf(action: ActionId, keymap: KeyMap): readonly string[] {
  return keymap[action] ?? ACTIONS[action].chords
}

export function isDefault(action: ActionId, keymap: KeyMap): boolean {
  return chordsOf(action, keymap).join() === ACTIONS[action].chords.join()
}

export function repeatsWhileHeld(action: ActionId): boolean {
  return 'repeats' in ACTIONS[action]
}

/** `app` keys work everywhere, so they meet all others. */
export function scopeOf(action: ActionId): ActionKeys['scope'] {
  return ACTIONS[action].scope
}

/** The action that already has this chord where `action` works. */
export function conflictOf(chord: string, action: ActionId, keymap: KeyMap): ActionId | undefined {
  const scope = scopeOf(action)
  return ACTION_IDS.find(
    (other) =>
      other !== action &&
      (scope === 'app' || scopeOf(other) === 'app' || scopeOf(other) === scope) &&
      chordsOf(other, keymap).includes(chord),
  )
}

/** The key map in which an action has these chords, and no other action that it could meet has one of them. */
export function withChords(
  keymap: KeyMap,
  action: ActionId,
  chords: readonly string[],
): Record<string, string[]> {
  const next = new Map<string, readonly string[]>(Object.entries({ ...keymap, [action]: chords }))
  for (const chord of chords)
    for (;;) {
      const other = conflictOf(chord, action, Object.fromEntries(next))
      if (!other) break
      next.set(
        other,
        chordsOf(other, Object.fromEntries(next)).filter((each) => each !== chord),
      )
    }
  const kept = [...next].filter(
    ([id, own]) => own.join() !== ACTIONS[id as ActionId]?.chords.join(),
  )
  return Object.fromEntries(kept.map(([id, own]) => [id, [...own]]))
}

export function defaultsOf(action: ActionId): readonly string[] {
  return ACTIONS[action].chords
}

/** Actions by chord. */
export function actionsByChord(keymap: KeyMap): ReadonlyMap<string, ActionId> {
  return new Map(
    ACTION_IDS.flatMap((action) =>
      chordsOf(action, keymap).map((chord) => [chord, action] as const),
    ),
  )
}
