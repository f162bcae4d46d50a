import { useTranslation } from 'react-i18next'
import type { ReviewModel, VerdictRow, VerdictValue } from '#contract/review.ts'
import { useCall } from '#renderer/client/queries.ts'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { DecisionShape } from './DecisionShape.tsx'

interface Props {
  readonly markId: string
  readonly model: ReviewModel
  readonly onClose: () => void
}

/** Everything that was ever decided about a flag: who, when, what, what was before, under which model, labels and threshold. */
export function HistoryDialog({ markId, model, onClose }: Props) {
  const { t } = useTranslation('review')
  const { data: rows, error } = useCall('review.history', { markId })
  return (
    <Dialog title={t('history')} onClose={onClose} className="w-[34rem]">
      {error && <p role="alert">{error.message}</p>}
      <ol className="flex flex-col divide-y divide-line text-[0.8125rem] leading-6">
        {rows?.toReversed().map((row) => (
          <li key={`${row.at} ${JSON.stringify(row.value)}`} className="py-2">
            <Row row={row} model={model} />
          </li>
        ))}
      </ol>
    </Dialog>
  )
}

function Row({ row, model }: { readonly row: VerdictRow; readonly model: ReviewModel }) {
  const { t, i18n } = useTranslation('review')
  const { value, previous, reviewer, at, modelId, labelSetId, rule } = row
  const when = new Date(at).toLocaleString(i18n.language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
  return (
    <>
      <p className="flex items-center gap-2 font-medium">
        <DecisionShape decision={value?.decision ?? null} />
        {value ? <Value value={value} model={model} /> : t('takenBack')}
      </p>
      {value?.note && <p className="whitespace-pre-wrap break-words">{value.note}</p>}
      <p className="flex flex-wrap gap-x-2 text-[0.75rem] text-ink-muted">
        {t('before')} {previous ? <Value value={previous} model={model} /> : t('beforeNothing')}
        {previous?.note && <q className="break-words">{previous.note}</q>}
      </p>
      <p className="text-[0.75rem] text-ink-muted">
        {when} · <bdi>{reviewer || t('nobody')}</bdi>
        {modelId && ` · ${modelId}`}
        {labelSetId && (
          <span
            title={labelSetId}
          >{` · ${t('labelSetUsed', { id: labelSetId.slice(0, 8) })}`}</span>
        )}
        {rule && ` · ${t('threshold')} ${rule.threshold.toFixed(2)}`}
      </p>
    </>
  )
}

interface ValueProps {
  readonly value: VerdictValue
  readonly model: ReviewModel
}

function Value({ value, model }: ValueProps) {
  const { t } = useTranslation('review')
  const display = model.labels.find(({ id }) => id === value.class)?.display ?? value.class
  return (
    <>
      <span>{t(`decisions.${value.decision ?? 'none'}`)}</span>
      {value.reason && <span className="font-normal">{t(`reasons.${value.reason}`)}</span>}
      {value.class && <span className="font-normal">{t('relabelled', { class: display })}</span>}
      {value.hasOwnRange && <span className="font-normal">{t('ownRange')}</span>}
    </>
  )
}
