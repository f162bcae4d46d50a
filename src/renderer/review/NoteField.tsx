import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag } from '#contract/review.ts'
import { useHint } from '#renderer/keys/use-keys.ts'
import type { Edits } from './use-edits.ts'

interface Props {
  readonly flag: Flag
  readonly edits: Edits
}

/** The note of a flag; to be keyed by the flag. What was typed is stored in pauses, and whatever ends the typing. */
export function NoteField({ flag, edits }: Props) {
  const { t } = useTranslation('review')
  const hint = useHint()
  const note = flag.mark?.value.note ?? ''
  const { text, type, end } = useDraft(note, (changed) => edits.decide([flag], { note: changed }))
  const before = useRef(note)
  return (
    <input
      id="note"
      aria-label={t('note')}
      title={hint(t('note'), 'verdict.note')}
      placeholder={t('note')}
      value={text}
      maxLength={4000}
      className="min-h-8 min-w-24 max-w-52 grow basis-24 rounded border border-line-strong bg-surface px-2 text-[0.8125rem]"
      onFocus={() => {
        before.current = note
      }}
      onChange={({ target }) => type(target.value)}
      onBlur={end}
      onKeyDown={({ key, currentTarget }) => {
        if (key === 'Escape') type(before.current)
        if (key === 'Escape' || key === 'Enter') currentTarget.blur()
      }}
    />
  )
}

/** Long enough that a sentence is one step back, short enough that a crash costs a few words. */
const PAUSE_MS = 1000

/** A text that is being typed over the stored one. `store` is called after a pause, at the end, and when the page goes. */
function useDraft(stored: string, store: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null)
  const latest = useRef({ draft, stored, store })
  useEffect(() => {
    latest.current = { ...latest.current, stored, store }
  })
  const type = useCallback((text: string | null) => {
    latest.current.draft = text
    setDraft(text)
  }, [])
  const flush = useCallback(() => {
    const now = latest.current
    if (now.draft === null || now.draft === now.stored) return
    now.stored = now.draft
    now.store(now.draft)
  }, [])
  useEffect(() => {
    if (draft === null) return
    const timer = setTimeout(flush, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [draft, flush])
  useEffect(() => {
    // The first comes while a window can still send; the second also where a page is put away without being asked.
    const ends = ['beforeunload', 'pagehide']
    for (const type of ends) addEventListener(type, flush)
    return () => {
      for (const type of ends) removeEventListener(type, flush)
      flush()
    }
  }, [flush])
  const end = () => {
    flush()
    type(null)
  }
  return { text: draft ?? stored, type, end }
}
