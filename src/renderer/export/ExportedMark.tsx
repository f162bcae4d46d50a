import { FileOutput } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FlagExport } from '#contract/export.ts'

interface Props {
  readonly exported: FlagExport | null
}

/** That a flag has left the library; its tooltip says where to. */
export function ExportedMark({ exported }: Props) {
  const { t } = useTranslation('export')
  if (!exported) return null
  const text = t('mark', { place: exported.place })
  return (
    <span role="img" aria-label={text} title={text} className="shrink-0">
      <FileOutput size={13} aria-hidden />
    </span>
  )
}

/** The same in words. */
export function ExportedPlace({ exported }: Props) {
  const { t, i18n } = useTranslation('export')
  if (!exported) return null
  return (
    <p className="mt-2 border-t border-line pt-2 text-[0.75rem] leading-5">
      {t('exportedOn', { when: dateOf(exported, i18n.language) })}{' '}
      <bdi className="wrap-anywhere">{exported.place}</bdi>
    </p>
  )
}

export function dateOf({ at }: FlagExport, language: string): string {
  return new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' })
}
