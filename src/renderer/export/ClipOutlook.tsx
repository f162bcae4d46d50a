import { useTranslation } from 'react-i18next'
import type { ExportOutlook } from '#contract/export.ts'
import { Step } from './ExportTasks.tsx'
import { useExportProgress } from './use-export-progress.ts'

interface Props {
  /** Undefined while it is found out. */
  readonly outlook: ExportOutlook | undefined
}

/** How many clips there will be, how large, and how much earlier than their flags they begin. */
export function ClipOutlook({ outlook }: Props) {
  const { t, i18n } = useTranslation('export')
  const progress = useExportProgress().get(null)
  // What has ended was an earlier plan.
  const isTold = progress && progress.done < progress.total
  if (!outlook) return <p>{isTold ? <Step {...progress} /> : t('planning')}</p>
  const { clips, bytes, leadInSec, mostLeadInSec, failed, failure } = outlook
  const number = (value: number, digits: number) =>
    value.toLocaleString(i18n.language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
  const size = number(bytes / 1e6, bytes < 10e6 ? 1 : 0)
  return (
    <div role="status">
      <p>{t('outlook.clips', { count: clips, size })}</p>
      {leadInSec > 0 && (
        <p className="text-warn">
          {t('outlook.leadIn', { most: number(mostLeadInSec, 1), all: number(leadInSec, 1) })}
        </p>
      )}
      {failed > 0 && <p className="text-warn">{t('failedClips', { count: failed, failure })}</p>}
    </div>
  )
}
