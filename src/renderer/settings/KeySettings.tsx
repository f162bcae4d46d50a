import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ACTION_IDS,
  type ActionId,
  chordsOf,
  conflictOf,
  isDefault,
  scopeOf,
} from '#renderer/keys/actions.ts'
import { chordName, chordOf } from '#renderer/keys/chord.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Section, Switch } from '#renderer/ui/Field.tsx'
import type { SettingsProps } from './SettingsScreen.tsx'

interface Conflict {
  readonly action: ActionId
  readonly chord: string
  readonly other: ActionId
}

/** Every action with its keys. A new key is pressed, not typed; one that is taken is said to be before it changes hands. */
export function KeySettings({ settings, set }: SettingsProps) {
  const { t } = useTranslation(['settings', 'keys'])
  const [recording, setRecording] = useState<ActionId | null>(null)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const { keymap } = settings
  const assign = (action: ActionId, chord: string) =>
    set({ keymap: { ...keymap, [action]: [chord] } })
  const record = (action: ActionId, chord: string) => {
    const other = conflictOf(chord, action, keymap)
    setRecording(null)
    setConflict(other ? { action, chord, other } : null)
    if (!other) assign(action, chord)
  }
  const takeOver = ({ action, chord, other }: Conflict) => {
    const rest = chordsOf(other, keymap).filter((each) => each !== chord)
    set({ keymap: { ...keymap, [other]: rest, [action]: [chord] } })
    setConflict(null)
  }
  const reset = (action: ActionId) => {
    const { [action]: _, ...others } = keymap
    set({ keymap: others })
  }
  return (
    <Section title={t('keys')} note={t('keysText')}>
      <Switch
        label={t('singleKeys')}
        note={t('singleKeysText')}
        isOn={settings.singleKeys}
        onChange={(singleKeys) => set({ singleKeys })}
      />
      {conflict && <ConflictNote {...{ conflict, takeOver }} onCancel={() => setConflict(null)} />}
      <table className="w-full text-left">
        <tbody>
          {ACTION_IDS.map((action) => (
            <tr key={action} className="border-b border-line">
              <th scope="row" className="py-1 pr-3 font-normal">
                {t(`keys:${action}`)}
              </th>
              <td className="py-1 pr-3">
                {recording === action ? (
                  <Recorder
                    onChord={(chord) => record(action, chord)}
                    onCancel={() => setRecording(null)}
                  />
                ) : (
                  <Button
                    aria-label={t('change', { action: t(`keys:${action}`) })}
                    className="min-w-20 justify-center"
                    onClick={() => setRecording(action)}
                  >
                    {chordsOf(action, keymap).map(chordName).join('  ') || t('noKey')}
                  </Button>
                )}
              </td>
              <td className="w-32 py-1">
                {!isDefault(action, keymap) && (
                  <Button look="quiet" onClick={() => reset(action)}>
                    {t('reset')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button className="self-start" onClick={() => set({ keymap: {} })}>
        {t('resetAll')}
      </Button>
    </Section>
  )
}

interface RecorderProps {
  readonly onChord: (chord: string) => void
  readonly onCancel: () => void
}

function Recorder({ onChord, onCancel }: RecorderProps) {
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
      className="min-h-8 w-40 rounded border border-accent bg-surface px-2"
      ref={(field) => field?.focus()}
      onKeyDown={onKey}
      onBlur={onCancel}
    />
  )
}

interface ConflictProps {
  readonly conflict: Conflict
  readonly takeOver: (conflict: Conflict) => void
  readonly onCancel: () => void
}

function ConflictNote({ conflict, takeOver, onCancel }: ConflictProps) {
  const { t } = useTranslation(['settings', 'keys'])
  const { action, chord, other } = conflict
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 rounded border border-warn p-2">
      <span className="min-w-60 flex-1">
        {t('conflict', {
          key: chordName(chord),
          other: t(`keys:${other}`),
          scope: t(`scopes.${scopeOf(other)}`),
        })}
      </span>
      <Button onClick={() => takeOver(conflict)}>
        {t('takeOver', { action: t(`keys:${action}`) })}
      </Button>
      <Button look="quiet" onClick={onCancel}>
        {t('keep')}
      </Button>
    </div>
  )
}
