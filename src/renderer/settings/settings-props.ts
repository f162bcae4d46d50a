import type { Settings } from '#contract/settings.ts'

export interface SettingsProps {
  readonly settings: Settings
  readonly set: (change: Partial<Settings>) => void
}
