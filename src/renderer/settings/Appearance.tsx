import { useTranslation } from 'react-i18next'
import { Choice, Section, Slide } from '#renderer/ui/Field.tsx'
import { LANGUAGES } from './languages.ts'
import type { SettingsProps } from './settings-props.ts'

const THEMES = ['system', 'light', 'dark', 'contrast'] as const

export function Appearance({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  return (
    <Section id="appearance" title={t('appearance')}>
      <Choice
        label={t('theme')}
        value={settings.theme}
        options={THEMES.map((theme) => [theme, t(`themes.${theme}`)])}
        onChange={(theme) => set({ theme })}
      />
      <Choice
        label={t('language')}
        value={settings.language}
        options={LANGUAGES}
        onChange={(language) => set({ language })}
      />
      <Slide
        {...{ label: t('textScale'), value: settings.textScale, min: 1, max: 2, step: 0.1 }}
        shown={`${Math.round(settings.textScale * 100)} %`}
        onChange={(textScale) => set({ textScale })}
      />
    </Section>
  )
}
