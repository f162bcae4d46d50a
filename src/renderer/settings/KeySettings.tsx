import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ActionId,
  actionsIn,
  chordsOf,
  conflictOf,
  defaultsOf,
  isDefault,
  KEY_GROUPS,
  scopeOf,
  withChords,
} from '#renderer/keys/actions.ts'
import { Chords } from '#renderer/keys/Chords.tsx'
import { useChordName } from '#renderer/keys/key-labels.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Section, Switch } from '#renderer/ui/Field.tsx'
import { Recorder } from './Recorder.tsx'
import type { SettingsProps } from './settings-props.ts'

/** Chords that an action is to get, of which one is taken. */
interface Conflict {
  readonly action: ActionId
  readonly chords: readonly string[]
  readonly taken: string
  readonly other: ActionId
}

/** Every action with its keys. A new key is pressed, not typed; one that is taken is said to be before it changes hands. */
export function KeySettings({ settings, set }: SettingsProps) {
  const { t } = useTranslation(['settings', 'help'])
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const { keymap } = settings
  const assign = (action: ActionId, chords: readonly string[]) => {
    const taken = chords.find((chord) => conflictOf(chord, action, keymap))
    const other = taken && conflictOf(taken, action, keymap)
    setConflict(taken && other ? { action, chords, taken, other } : null)
    if (!taken) set({ keymap: withChords(keymap, action, chords) })
  }
  const rows = (actions: readonly ActionId[]) =>
    actions.map((action) => (
      <KeyRow key={action} chords={chordsOf(action, keymap)} {...{ action, assign }}>
        {conflict?.action === action && (
          <ConflictNote
            conflict={conflict}
            onTakeOver={() => {
              set({ keymap: withChords(keymap, action, conflict.chords) })
              setConflict(null)
            }}
            onCancel={() => setConflict(null)}
          />
        )}
      </KeyRow>
    ))
  return (
    <Section id="keys" title={t('keys')} note={t('keysText')}>
      <Switch
        label={t('singleKeys')}
        note={t('singleKeysText')}
        isOn={settings.singleKeys}
        onChange={(singleKeys) => set({ singleKeys })}
      />
      {KEY_GROUPS.map((group) => (
        <div key={group}>
          <h3 className="mt-2 font-semibold">{t(`help:groups.${group}`)}</h3>
          <ul>{rows(actionsIn(group))}</ul>
        </div>
      ))}
      <Button
        className="self-start"
        disabled={Object.keys(keymap).length === 0}
        onClick={() => set({ keymap: {} })}
      >
        {t('resetAll')}
      </Button>
    </Section>
  )
}

interface RowProps {
  readonly action: ActionId
  readonly chords: readonly string[]
  readonly assign: (action: ActionId, chords: readonly string[]) => void
  readonly children: React.ReactNode
}

function KeyRow({ action, chords, assign, children }: RowProps) {
  const { t } = useTranslation(['settings', 'keys'])
  const [isRecording, setRecording] = useState(false)
  const name = t(`keys:${action}`)
  const change = t('change', { action: name })
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-b border-line py-1">
      <span className="min-w-40 flex-1">{name}</span>
      {!isDefault(action, { [action]: chords }) && (
        <Button
          look="quiet"
          aria-label={t('resetKey', { action: name })}
          onClick={() => assign(action, defaultsOf(action))}
        >
          {t('reset')}
        </Button>
      )}
      {isRecording ? (
        <Recorder
          onChord={(chord) => {
            setRecording(false)
            assign(action, [chord])
          }}
          onCancel={() => setRecording(false)}
        />
      ) : (
        <Button
          look="quiet"
          aria-label={change}
          title={change}
          className="px-1.5!"
          onClick={() => setRecording(true)}
        >
          <Chords chords={chords} none={t('noKey')} />
        </Button>
      )}
      {children}
    </li>
  )
}

interface ConflictProps {
  readonly conflict: Conflict
  readonly onTakeOver: () => void
  readonly onCancel: () => void
}

function ConflictNote({ conflict, onTakeOver, onCancel }: ConflictProps) {
  const { t } = useTranslation(['settings', 'keys'])
  const nameOf = useChordName()
  const { action, taken, other } = conflict
  return (
    <div
      role="alert"
      className="my-1 flex w-full flex-wrap items-center gap-2 rounded border border-warn p-2"
    >
      <span className="min-w-60 flex-1">
        {t('conflict', {
          key: nameOf(taken),
          other: t(`keys:${other}`),
          scope: t(`scopes.${scopeOf(other)}`),
        })}
      </span>
      <Button onClick={onTakeOver}>{t('takeOver', { action: t(`keys:${action}`) })}</Button>
      <Button look="quiet" onClick={onCancel}>
        {t('keep')}
      </Button>
    </div>
  )
}
