import type { Handlers } from '#contract/handlers.ts'
import type { Database } from '#core/storage/open-database.ts'
import { changeSettings, readSettings } from './settings-store.ts'

export function settingsMethods(db: Database): Pick<Handlers, 'settings.get' | 'settings.set'> {
  return {
    'settings.get': async () => readSettings(db),
    'settings.set': async (change, { emit }) => {
      const settings = changeSettings(db, change)
      emit({ type: 'changed', what: ['settings'] })
      return settings
    },
  }
}
