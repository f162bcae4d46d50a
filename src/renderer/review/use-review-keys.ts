import { useEffect, useRef } from 'react'

/** Actions by key: `KeyboardEvent.code`, with "Shift+" or "Ctrl+" before it. A place on the keyboard, whatever is printed there. */
export type KeyActions = Readonly<Record<string, () => void>>

function chordOf({ ctrlKey, metaKey, shiftKey, code }: KeyboardEvent): string {
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${shiftKey ? 'Shift+' : ''}${code}`
}

/** Inert in fields, where letters are text. */
export function useReviewKeys(actions: KeyActions): void {
  const current = useRef(actions)
  useEffect(() => {
    current.current = actions
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (target.closest('input, textarea, select, [contenteditable]')) return
      const action = current.current[chordOf(event)]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
