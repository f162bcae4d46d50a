import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { snippetAt } from '#contract/flags.ts'
import type { Flag, ReviewModel } from '#contract/review.ts'
import { describeRun, meanProbability } from '#contract/segments.ts'
import { ExportedPlace } from '#renderer/export/ExportedMark.tsx'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clock, score } from '#renderer/ui/format.ts'
import { HistoryDialog } from './HistoryDialog.tsx'
import { DismissalReason } from './LastDismissal.tsx'
import { RangeFields } from './RangeFields.tsx'
import { Uncertain } from './Uncertain.tsx'
import { isUncertain } from './uncertain.ts'
import type { Edits } from './use-edits.ts'
import type { SetEdge } from './use-range.ts'

interface OpenVideo {
  readonly data: TimelineData
  readonly edits: Edits
  readonly seek: (sec: number) => void
  readonly setEdge: SetEdge
}

interface Props {
  readonly flag: Flag | null
  readonly model: ReviewModel
  /** Null while the video is being opened, or cannot be: what the list knows is shown then. */
  readonly open: OpenVideo | null
}

/** Always on screen: what the model saw, in its own numbers. */
export function ReasonPanel({ flag, model, open }: Props) {
  const { t } = useTranslation(['review', 'models'])
  return (
    <aside
      aria-label={t('why')}
      className="overflow-auto rounded border border-line bg-surface px-3 py-2 text-[0.8125rem] leading-5"
    >
      <h2 className="text-[0.75rem] font-semibold text-ink-muted">{t('why')}</h2>
      {flag ? (
        <>
          <Reason {...{ flag, model }} />
          {open ? <Ranked {...{ flag, model, ...open }} /> : <NextBest {...{ flag, model }} />}
          {flag.source === 'mark' && <p className="text-warn">{t('unattached')}</p>}
          {open && <RangeFields {...{ flag, data: open.data, setEdge: open.setEdge }} />}
          {open && <Decided {...{ flag, model, edits: open.edits }} />}
          <ExportedPlace exported={flag.exported} />
        </>
      ) : (
        <p>{t('noneSelected')}</p>
      )}
      <p className="mt-1.5 border-t border-line pt-1.5 text-[0.75rem] leading-4 text-ink-muted">
        {t('madeBy', { model: model.name })} ·{' '}
        <span title={model.labelSetId}>
          {t('labelSet', {
            count: model.labels.length - 1,
            version: model.labelSetId.slice(0, 8),
          })}
        </span>
        {model.training !== 'trained' && (
          <>
            {' · '}
            <span className="text-warn">{t(`models:notes.${model.training}`)}</span>
          </>
        )}
      </p>
    </aside>
  )
}

interface ReasonProps {
  readonly flag: Flag
  readonly model: ReviewModel
}

const displayIn = ({ labels }: ReviewModel, id: string) =>
  labels.find((label) => label.id === id)?.display ?? id

function Reason({ flag, model }: ReasonProps) {
  const { t } = useTranslation('review')
  return (
    <>
      <p className="text-base">
        <span className="font-semibold">{displayIn(model, flag.class)}</span>
        {isUncertain(flag) && <Uncertain />}{' '}
        <span className="tabular-nums">{score(flag.classScore)}</span>
      </p>
      {flag.peakC !== null && <Meter name={t('branchC')} value={flag.peakC} />}
      <Meter name={t('branchA')} value={flag.peakA} />
    </>
  )
}

function Ranked({ flag, model, data, seek }: ReasonProps & Pick<OpenVideo, 'data' | 'seek'>) {
  const { t } = useTranslation('review')
  const { ranked, peaks } = useMemo(() => explain(flag, data), [flag, data])
  return (
    <>
      <div className="mt-1 flex flex-wrap justify-between gap-x-2 text-[0.75rem] text-ink-muted">
        <h3>{t('topClasses')}</h3>
        <Margin flag={flag} />
      </div>
      <ol aria-label={t('topClasses')}>
        {ranked.map(({ classIndex, value }) => (
          <Ranking key={classIndex} name={model.labels[classIndex]?.display ?? ''} value={value} />
        ))}
      </ol>
      <h3 className="mt-1 text-[0.75rem] text-ink-muted">{t('highest')}</h3>
      <p className="flex flex-wrap gap-1">
        {peaks.map(({ sec, value }) => (
          <button
            key={sec}
            type="button"
            className="min-h-6 rounded border border-line bg-sunken px-1 text-[0.75rem] tabular-nums hover:underline"
            onClick={() => seek(sec)}
          >
            {clock(sec, true)} <span className="text-ink-muted">{score(value)}</span>
          </button>
        ))}
      </p>
    </>
  )
}

/** What the list knows of the other classes. */
function NextBest({ flag, model }: ReasonProps) {
  const { t } = useTranslation('review')
  const { runnerUp } = flag
  return (
    <>
      <div className="mt-1 flex flex-wrap justify-between gap-x-2 text-[0.75rem] text-ink-muted">
        <h3>{t('topClasses')}</h3>
        <Margin flag={flag} />
      </div>
      <ol aria-label={t('topClasses')}>
        <Ranking name={displayIn(model, flag.class)} value={flag.classScore} />
        {runnerUp && runnerUp.class !== flag.class && (
          <Ranking name={displayIn(model, runnerUp.class)} value={runnerUp.classScore} />
        )}
      </ol>
    </>
  )
}

function Ranking({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <li className="flex justify-between gap-2">
      <span className="truncate">{name}</span>
      <span className="tabular-nums">{score(value)}</span>
    </li>
  )
}

function Margin({ flag }: { readonly flag: Flag }) {
  const { t } = useTranslation('review')
  const isGuess = isUncertain(flag)
  return (
    <p className={isGuess ? 'text-warn' : 'text-ink-muted'}>
      {t(isGuess ? 'marginSmall' : 'margin', { margin: score(flag.margin) })}
    </p>
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

type DecidedProps = ReasonProps & Pick<OpenVideo, 'edits'>

/** What was decided, why, and when. */
function Decided({ flag, model, edits }: DecidedProps) {
  const { t } = useTranslation('review')
  const [isOpen, setOpen] = useState(false)
  const { mark } = flag
  if (!mark) return null
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-2">
      {mark.value.decision === 'dismissed' && (
        <DismissalReason
          label={t('reason')}
          none={t('noReason')}
          reason={mark.value.reason}
          onSet={(reason) => edits.decide([flag], { reason })}
        />
      )}
      <Button look="quiet" onClick={() => setOpen(true)}>
        {t('history')}
      </Button>
      {isOpen && <HistoryDialog {...{ model, markId: mark.id, onClose: () => setOpen(false) }} />}
    </div>
  )
}
