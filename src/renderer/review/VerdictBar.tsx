import { ArrowLeft, ArrowRight, Check, Redo2, TriangleAlert, Undo2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Flag, ReviewModel } from '#contract/review.ts'
import { Button } from '#renderer/ui/Button.tsx'
import type { useDecisions } from './use-decisions.ts'
import type { Steps } from './VideoReview.tsx'

interface Props {
  readonly flag: Flag | null
  readonly model: ReviewModel
  readonly decisions: ReturnType<typeof useDecisions>
  readonly steps: Steps
}

const DECISIONS = [
  ['confirmed', 'confirm', Check, 'C'],
  ['dismissed', 'dismiss', X, 'X'],
  ['escalated', 'escalate', TriangleAlert, 'E'],
] as const

export function VerdictBar({ flag, model, decisions, steps }: Props) {
  const { t } = useTranslation('review')
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button aria-label={t('previous')} title={`${t('previous')} (P)`} onClick={steps.previous}>
        <ArrowLeft size={16} aria-hidden />
      </Button>
      <Button look="primary" title={`${t('next')} (N)`} onClick={steps.next}>
        {t('next')} <ArrowRight size={16} aria-hidden />
      </Button>
      <span className="w-2" />
      {DECISIONS.map(([decision, name, Icon, key]) => (
        <Button
          key={decision}
          disabled={!flag}
          aria-pressed={flag?.mark?.value.decision === decision}
          title={`${t(name)} (${key})`}
          className="aria-pressed:border-accent aria-pressed:font-semibold"
          onClick={() => flag && decisions.decide(flag, { decision })}
        >
          <Icon size={16} aria-hidden /> {t(name)}
        </Button>
      ))}
      {flag && <Details flag={flag} model={model} decisions={decisions} />}
      <span className="flex-1" />
      <Button
        look="quiet"
        aria-label={t('undo')}
        title={`${t('undo')} (Ctrl+Z)`}
        disabled={!decisions.canUndo}
        onClick={decisions.undo}
      >
        <Undo2 size={16} aria-hidden />
      </Button>
      <Button
        look="quiet"
        aria-label={t('redo')}
        title={`${t('redo')} (Ctrl+Shift+Z)`}
        disabled={!decisions.canRedo}
        onClick={decisions.redo}
      >
        <Redo2 size={16} aria-hidden />
      </Button>
    </div>
  )
}

function Details({
  flag,
  model,
  decisions,
}: Omit<Props, 'steps' | 'flag'> & { readonly flag: Flag }) {
  const { t } = useTranslation('review')
  const field = 'min-h-8 rounded border border-line-strong bg-surface px-2 text-[13px]'
  const note = flag.mark?.value.note ?? ''
  return (
    <>
      <select
        aria-label={t('relabel')}
        className={field}
        value={flag.class}
        onChange={(event) => decisions.decide(flag, { class: event.target.value })}
      >
        {model.labels.slice(1).map(({ id, display }) => (
          <option key={id} value={id}>
            {display}
          </option>
        ))}
      </select>
      <input
        key={`${flag.startPts} ${note}`}
        aria-label={t('note')}
        placeholder={t('note')}
        defaultValue={note}
        className={`${field} w-48`}
        onBlur={({ target }) =>
          target.value !== note && decisions.decide(flag, { note: target.value })
        }
      />
    </>
  )
}
