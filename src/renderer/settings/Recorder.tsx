import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { chordOf } from '#renderer/keys/chord.ts'

interface Props {
  readonly onChord: (chord: string) => void
  readonly onCancel: () => void
}

/** Waits for a key. Tab and Escape keep their meaning: they leave it. */
export function Recorder({ onChord, onCancel }: Props) {
  const { t } = useTranslation('settings')
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return onCancel()
    const chord = chordOf(event.nativeEvent)
    if (chord !== null) onChord(chord)
  }
  return (
    <input
      readOnly
      value={t('press')}
      aria-label={t('press')}
      className="min-h-8 w-44 rounded border border-accent bg-surface px-2"
      ref={(field) => field?.focus()}
      onKeyDown={onKey}
      onBlur={onCancel}
    />
  )
}
