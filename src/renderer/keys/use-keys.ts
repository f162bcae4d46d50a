import { useEffect, useRef } from 'react'
import { useCall } from '#renderer/client/queries.ts'
import { type ActionId, actionsByChord, chordsOf, repeatsWhileHeld } from './actions.ts'
import { chordOf, isSingleKey } from './chord.ts'
import { HeldKeys } from './held-keys.ts'
import { useChordName } from './key-labels.ts'

/** What each action does here. `onRelease` ends what lasts while a key is held. */
export type KeyHandlers = Readonly<Partial<Record<ActionId, () => void>>>

interface Handlers {
  readonly onPress: KeyHandlers
  readonly onRelease?: KeyHandlers
}

/** Runs actions by the person's key map. Inert in fields, where letters are text, and below open dialogs. */
export function useKeys(handlers: Handlers): void {
  const { data: settings } = useCall('settings.get', {})
  const current = useRef(handlers)
  useEffect(() => {
    current.current = handlers
  })
  useEffect(() => {
    if (!settings) return
    const byChord = actionsByChord(settings.keymap)
    const held = new HeldKeys()
    const actionOf = (event: KeyboardEvent) => {
      const chord = chordOf(event)
      if (chord === null || event.defaultPrevented || belongsToOthers(event, chord))
        return undefined
      return settings.singleKeys || !isSingleKey(chord) ? byChord.get(chord) : undefined
    }
    const onPress = (event: KeyboardEvent) => {
      const action = actionOf(event)
      const handler = action && current.current.onPress[action]
      if (!handler) return
      event.preventDefault()
      if (event.repeat && !repeatsWhileHeld(action)) return
      held.press(event.code, action)
      handler()
    }
    const end = (action: ActionId | undefined) => action && current.current.onRelease?.[action]?.()
    const stop = listenForReleases({
      one: (code) => end(held.release(code)),
      all: () => {
        for (const action of held.releaseAll()) end(action)
      },
    })
    addEventListener('keydown', onPress)
    return () => {
      removeEventListener('keydown', onPress)
      stop()
    }
  }, [settings])
}

interface Releases {
  readonly one: (code: string) => void
  readonly all: () => void
}

/** Keys that are let go while another window is in front are never told of: all end when it goes there. */
function listenForReleases({ one, all }: Releases): () => void {
  const onRelease = ({ code, key }: KeyboardEvent) => {
    one(code)
    // macOS tells of no other key that is let go while Command is down.
    if (key === 'Meta') all()
  }
  addEventListener('keyup', onRelease)
  addEventListener('blur', all)
  document.addEventListener('visibilitychange', all)
  return () => {
    removeEventListener('keyup', onRelease)
    removeEventListener('blur', all)
    document.removeEventListener('visibilitychange', all)
    all()
  }
}

const TYPED_IN = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])'
/** Where the arrow keys, Home and End have a meaning of their own. */
const STEPPED_THROUGH =
  '[role=listbox], [role=menu], [role=radiogroup], [role=separator], [type=radio], [type=range]'

/** Keys that the focused element needs itself. */
function belongsToOthers({ target }: KeyboardEvent, chord: string): boolean {
  if (document.querySelector('dialog[open]')) return true
  if (!(target instanceof Element)) return false
  if (target.closest(TYPED_IN)) return true
  if (target.closest(STEPPED_THROUGH) && /^(Shift\+)?(Arrow|Home|End)/.test(chord)) return true
  // Space and Enter press what is focused.
  return (
    (chord === 'Space' || chord === 'Enter') &&
    target.closest('button, a, summary, [role=checkbox]') !== null
  )
}

/** The keys of an action as text for a tooltip, empty when it has none. */
export function useKeyNames(): (action: ActionId) => string {
  const { data: settings } = useCall('settings.get', {})
  const nameOf = useChordName()
  return (action) =>
    chordsOf(action, settings?.keymap ?? {})
      .slice(0, 1)
      .map(nameOf)
      .join()
}

/** A control's name with its key behind it, or the keys of what it does in either direction. */
export function useHint(): (text: string, ...actions: readonly ActionId[]) => string {
  const namesOf = useKeyNames()
  return (text, ...actions) => {
    const keys = actions.map(namesOf).filter((key) => key !== '')
    return keys.length === 0 ? text : `${text} (${keys.join(' / ')})`
  }
}
