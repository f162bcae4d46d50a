import { useTranslation } from 'react-i18next'
import { Section } from '#renderer/ui/Field.tsx'

export function About() {
  const { t } = useTranslation('settings')
  return (
    <Section id="about" title={t('about')}>
      <p>
        Flagreel {__VERSION__} · Apache-2.0. {t('aboutText')}
      </p>
      <p className="text-ink-muted">{t('network')}</p>
      <details>
        <summary className="min-h-6 cursor-pointer">{t('parts')}</summary>
        <ul className="mt-2 columns-2 text-ink-muted max-sm:columns-1">
          {__PARTS__.map(({ name, version, licence }) => (
            <li key={name} className="break-words">
              {name} {version}, {licence}
            </li>
          ))}
        </ul>
      </details>
    </Section>
  )
}
