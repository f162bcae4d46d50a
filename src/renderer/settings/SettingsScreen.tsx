import { useTranslation } from 'react-i18next'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { About } from './About.tsx'
import { Appearance } from './Appearance.tsx'
import { KeySettings } from './KeySettings.tsx'
import { Machine } from './Machine.tsx'
import { ProtectionSettings } from './ProtectionSettings.tsx'
import { ReviewSettings } from './ReviewSettings.tsx'
import { RuleSettings } from './RuleSettings.tsx'
import type { SettingsProps } from './settings-props.ts'

/** Ids of the sections, in their order; their titles are texts of the same name. */
const SECTIONS = ['appearance', 'protection', 'review', 'rule', 'keys', 'machine', 'about'] as const

export function SettingsScreen() {
  const { t } = useTranslation('settings')
  const { data: settings } = useCall('settings.get', {})
  const change = useAct('settings.set')
  if (!settings) return null
  const set: SettingsProps['set'] = (part) => change.mutate(part)
  return (
    <main className="mx-auto grid max-w-5xl gap-6 p-4 lg:grid-cols-[11rem_minmax(0,1fr)]">
      <h1 className="sr-only">{t('title')}</h1>
      <Sections />
      <div className="flex min-w-0 flex-col gap-4">
        {change.error && (
          <p role="alert" className="text-danger">
            {change.error.message}
          </p>
        )}
        <Appearance {...{ settings, set }} />
        <ProtectionSettings {...{ settings, set }} />
        <ReviewSettings {...{ settings, set }} />
        <RuleSettings {...{ settings, set }} />
        <KeySettings {...{ settings, set }} />
        <Machine {...{ settings, set }} />
        <About />
      </div>
    </main>
  )
}

/** A short way to each section, where there is room for it. */
function Sections() {
  const { t } = useTranslation('settings')
  const show = (id: string) => {
    const section = document.getElementById(id)
    section?.scrollIntoView()
    section?.focus({ preventScroll: true })
  }
  return (
    <nav
      aria-label={t('sections')}
      className="sticky top-4 self-start text-[0.8125rem] max-lg:hidden"
    >
      <ul>
        {SECTIONS.map((id) => (
          <li key={id}>
            <button
              type="button"
              className="min-h-8 w-full rounded px-2 text-left hover:bg-sunken"
              onClick={() => show(id)}
            >
              {t(id)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
