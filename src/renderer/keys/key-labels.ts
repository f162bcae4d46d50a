import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { chordName, type KeyLabels, type KeyWords } from './chord.ts'

/** Chromium's own; not in the DOM's types. */
interface LayoutNavigator {
  readonly keyboard?: { getLayoutMap?(): Promise<ReadonlyMap<string, string>> }
}

const useLabels = create<{ readonly labels: KeyLabels }>(() => ({ labels: null }))

/** Reads what is printed on this person's keys; keys keep their American names where that cannot be had. */
export async function readKeyLabels(): Promise<void> {
  const { keyboard } = navigator as LayoutNavigator
  try {
    useLabels.setState({ labels: (await keyboard?.getLayoutMap?.()) ?? null })
  } catch {
    // A policy may forbid it.
  }
}

/** Names of chords on the keyboard that is here, in the person's language. */
export function useChordName(): (chord: string) => string {
  const { t } = useTranslation('keys')
  const labels = useLabels((state) => state.labels)
  const words = t('printed', { returnObjects: true }) as KeyWords
  return (chord) => chordName(chord, labels, words)
}
