import { ArrowLeft, ArrowRight, Check, Redo2, Tag, TriangleAlert, Undo2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Flag, ReviewModel } from '#contract/review.ts'
import { useCall } from '#renderer/client/queries.ts'
import { useHint } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { keyOf } from './flag-filter.ts'
import { LastDismissal } from './LastDismissal.tsx'
import { NoteField } from './NoteField.tsx'
import type { Edits } from './use-edits.ts'
import type { Steps } from './use-steps.ts'
import type { OpenDialog } from './VideoReview.tsx'

interface Props {
  readonly flag: Flag | null
  /** Of all files. */
  readonly flags: readonly Flag[]
  readonly model: ReviewModel
  readonly edits: Edits
  readonly steps: Steps
  readonly setDialog: (dialog: OpenDialog) => void
}

const DECISIONS = [
  ['confirmed', 'confirm', Check, 'verdict.confirm'],
  ['dismissed', 'dismiss', X, 'verdict.dismiss'],
  ['escalated', 'escalate', TriangleAlert, 'verdict.escalate'],
] as const

export function VerdictBar(props: Props) {
  const { steps, edits } = props
  const { t } = useTranslation('review')
  const hint = useHint()
  return (
    <div role="toolbar" aria-label={t('decide')} className="flex flex-wrap items-center gap-1.5">
      <Button
        className="px-2!"
        aria-label={t('previous')}
        title={hint(t('previous'), 'flag.previous')}
        onClick={() => steps.go(-1)}
      >
        <ArrowLeft size={16} aria-hidden />
      </Button>
      <Button title={hint(t('next'), 'flag.next')} onClick={() => steps.go(1)}>
        {t('next')} <ArrowRight size={16} aria-hidden />
      </Button>
      <span aria-hidden className="mx-1 h-6 w-px bg-line" />
      <Decisions {...props} />
      {props.flag && <Details {...props} flag={props.flag} />}
      <LastDismissal {...{ ...props, selected: props.flag }} />
      <span className="flex-1" />
      <Button
        look="quiet"
        className="px-2!"
        aria-label={t('undo')}
        title={hint(t('undo'), 'edit.undo')}
        disabled={!edits.canUndo}
        onClick={edits.undo}
      >
        <Undo2 size={16} aria-hidden />
      </Button>
      <Button
        look="quiet"
        className="px-2!"
        aria-label={t('redo')}
        title={hint(t('redo'), 'edit.redo')}
        disabled={!edits.canRedo}
        onClick={edits.redo}
      >
        <Redo2 size={16} aria-hidden />
      </Button>
    </div>
  )
}

function Decisions({ flag, edits, steps }: Props) {
  const { t } = useTranslation('review')
  const hint = useHint()
  const { data: settings } = useCall('settings.get', {})
  return DECISIONS.map(([decision, name, Icon, action]) => (
    <Button
      key={decision}
      disabled={!flag}
      aria-pressed={flag?.mark?.value.decision === decision}
      title={hint(t(name), action)}
      className="aria-pressed:border-accent aria-pressed:font-semibold"
      onClick={() => {
        if (!flag) return
        edits.decide([flag], { decision })
        if (settings?.review.advances) steps.go(1)
      }}
    >
      <Icon size={16} aria-hidden /> {t(name)}
    </Button>
  ))
}

function Details({ flag, model, edits, setDialog }: Props & { readonly flag: Flag }) {
  const { t } = useTranslation('review')
  const hint = useHint()
  const display = model.labels.find(({ id }) => id === flag.class)?.display ?? flag.class
  return (
    <>
      <Button
        title={hint(t('relabel'), 'verdict.relabel')}
        aria-label={`${t('relabel')}: ${display}`}
        onClick={() => setDialog('class')}
      >
        <Tag size={16} aria-hidden /> {display}
      </Button>
      <NoteField key={keyOf(flag)} {...{ flag, edits }} />
    </>
  )
}
