import type { z } from 'zod'
import { type Settings, settingsSchema } from '#contract/settings.ts'
import type { Database } from '#core/storage/open-database.ts'
import { readSetting, writeSetting } from '#core/storage/setting-store.ts'
import { transaction } from '#core/storage/transaction.ts'

const KEY = 'app'

type SettingsChange = Partial<z.input<typeof settingsSchema>>

/** What a person set. A part that does not parse, from another version say, has its default; the others stay. */
export function readSettings(db: Database): Settings {
  return parseSettings(readSetting(db, KEY))
}

/** Replaces whole top-level parts; the others stay as they are. */
export function changeSettings(db: Database, change: SettingsChange): Settings {
  return transaction(db, () => {
    const settings = settingsSchema.parse({ ...readSettings(db), ...given(change) })
    writeSetting(db, KEY, settings)
    return settings
  })
}

export function parseSettings(stored: unknown): Settings {
  const parts = Object.entries(typeof stored === 'object' && stored !== null ? stored : {})
  const sound = parts.filter(([name, value]) => settingsSchema.safeParse({ [name]: value }).success)
  return settingsSchema.parse(Object.fromEntries(sound))
}

/** A key with the value undefined would take a part back to its default. */
function given(change: SettingsChange): SettingsChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
