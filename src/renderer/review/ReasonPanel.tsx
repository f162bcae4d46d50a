import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { snippetAt } from '#contract/flags.ts'
import type { Flag, ReviewModel } from '#contract/review.ts'
import { describeRun, meanProbability } from '#contract/segments.ts'
import { ExportedPlace } from '#renderer/export/ExportedMark.tsx'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'
import { SMALL_MARGIN } from '#renderer/review/timeline/draw-flags.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clock, score } from '#renderer/ui/format.ts'
import { HistoryDialog } from './HistoryDialog.tsx'
import { RangeFields } from './RangeFields.tsx'
import type { Edits } from './use-edits.ts'
import type { SetEdge } from './use-range.ts'

interface Props {
  readonly flag: Flag | null
  readonly model: ReviewModel
  readonly data: TimelineData
  readonly edits: Edits
  readonly seek: (sec: number) => void
  readonly setEdge: SetEdge
}

/** Always on screen: what the model saw, in its own numbers. */
export function ReasonPanel({ flag, model, data, edits, seek, setEdge }: Props) {
  const { t } = useTranslation('review')
  return (
    <aside
      aria-label={t('why')}
      className="overflow-auto rounded border border-line bg-surface p-3 text-[0.8125rem] leading-6"
    >
      <h2 className="text-[0.75rem] font-semibold text-ink-muted">{t('why')}</h2>
      {flag ? (
        <>
          <Reason {...{ flag, model, data, seek }} />
          <RangeFields {...{ flag, data, setEdge }} />
          <Decided {...{ flag, model, edits }} />
          <ExportedPlace exported={flag.exported} />
        </>
      ) : (
        <p>{t('noneSelected')}</p>
      )}
      <p className="mt-2 border-t border-line pt-2 text-[0.75rem] leading-5 text-ink-muted">
        {t('madeBy', { model: model.name, count: model.labels.length - 1 })}
      </p>
      {model.note && <p className="text-[0.75rem] leading-5 text-warn">{model.note}</p>}
    </aside>
  )
}

type ReasonProps = Pick<Props, 'model' | 'data' | 'seek'> & { readonly flag: Flag }

function Reason({ flag, model, data, seek }: ReasonProps) {
  const { t } = useTranslation('review')
  const display = (id: string) => model.labels.find((label) => label.id === id)?.display ?? id
  const { ranked, peaks } = useMemo(() => explain(flag, data), [flag, data])
  return (
    <>
      <p className="text-base">
        <span className="font-semibold">{display(flag.class)}</span>{' '}
        <span className="tabular-nums">{score(flag.classScore)}</span>
      </p>
      {flag.peakC !== null && <Meter name={t('branchC')} value={flag.peakC} />}
      <Meter name={t('branchA')} value={flag.peakA} />
      <h3 className="mt-2 text-[0.75rem] text-ink-muted">{t('topClasses')}</h3>
      <ol>
        {ranked.map(({ classIndex, value }) => (
          <li key={classIndex} className="flex justify-between gap-2">
            <span className="truncate">{model.labels[classIndex]?.display}</span>
            <span className="tabular-nums">{score(value)}</span>
          </li>
        ))}
      </ol>
      <p className={flag.margin < SMALL_MARGIN ? 'text-warn' : 'text-ink-muted'}>
        {t(flag.margin < SMALL_MARGIN ? 'marginSmall' : 'margin', { margin: score(flag.margin) })}
      </p>
      <h3 className="mt-2 text-[0.75rem] text-ink-muted">{t('highest')}</h3>
      <p className="flex flex-wrap gap-1">
        {peaks.map(({ sec, value }) => (
          <button
            key={sec}
            type="button"
            className="min-h-6 rounded bg-sunken px-1.5 tabular-nums hover:underline"
            onClick={() => seek(sec)}
          >
            {clock(sec, true)} <span className="text-ink-muted">{score(value)}</span>
          </button>
        ))}
      </p>
      {flag.source === 'mark' && <p className="text-warn">{t('unattached')}</p>}
    </>
  )
}

/** The three likeliest classes of a flag and its three highest snippets. */
function explain({ startPts, endPts }: Flag, data: TimelineData) {
  const { clock: times, scores, frameScore } = data
  const start = snippetAt(startPts, times)
  const end = Math.max(start + 1, snippetAt(endPts - 1, times) + 1)
  const run = { start, end }
  const { classIndex, runnerUp } = describeRun({ ...data, times: data.times }, run)
  const first = [classIndex, runnerUp?.classIndex].filter((index) => index !== undefined)
  const others = Array.from({ length: scores.classes - 1 }, (_, i) => i + 1)
    .filter((index) => !first.includes(index))
    .sort((a, b) => meanProbability(scores, b, run) - meanProbability(scores, a, run))
  const ranked = [...first, ...others]
    .slice(0, 3)
    .map((index) => ({ classIndex: index, value: meanProbability(scores, index, run) }))
  const peaks = Array.from({ length: end - start }, (_, i) => start + i)
    .sort((a, b) => frameScore[b]! - frameScore[a]! || a - b)
    .slice(0, 3)
    .map((snippet) => ({ sec: data.times.startSec[snippet]!, value: frameScore[snippet]! }))
  return { ranked, peaks }
}

function Meter({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div className="mt-1">
      <span className="flex justify-between">
        <span>{name}</span>
        <span className="tabular-nums">{score(value)}</span>
      </span>
      <span aria-hidden className="block h-1.5 overflow-hidden rounded bg-sunken">
        <span className="block h-full bg-accent" style={{ width: `${value * 100}%` }} />
      </span>
    </div>
  )
}

const REASONS = ['false-positive', 'not-actionable', 'duplicate', 'other'] as const

type DecidedProps = Pick<Props, 'model' | 'edits'> & { readonly flag: Flag }

/** What was decided, why, and when. */
function Decided({ flag, model, edits }: DecidedProps) {
  const { t } = useTranslation('review')
  const [isOpen, setOpen] = useState(false)
  const { mark } = flag
  if (!mark) return null
  return (
    <div className="mt-2 flex flex-wrap items-center gap-2 border-t border-line pt-2">
      {mark.value.decision === 'dismissed' && (
        <select
          aria-label={t('reason')}
          className="min-h-8 rounded border border-line-strong bg-surface px-1"
          value={mark.value.reason ?? ''}
          onChange={({ target }) =>
            edits.decide([flag], { reason: (target.value || null) as never })
          }
        >
          <option value="">{t('noReason')}</option>
          {REASONS.map((reason) => (
            <option key={reason} value={reason}>
              {t(`reasons.${reason}`)}
            </option>
          ))}
        </select>
      )}
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t('history')}
      </Button>
      {isOpen && <HistoryDialog {...{ model, markId: mark.id, onClose: () => setOpen(false) }} />}
    </div>
  )
}
