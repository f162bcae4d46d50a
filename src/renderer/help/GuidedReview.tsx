import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { useKeyNames } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'

const STEPS = ['flag', 'play', 'verdict', 'undo', 'threshold'] as const

interface Guide {
  readonly index: number
  show(index: number): void
}

/** Which note: another screen in between does not begin anew. */
const useGuide = create<Guide>((set) => ({ index: 0, show: (index) => set({ index }) }))

/** Notes that lead through a first review, one at a time. */
export function GuidedReview() {
  const { t } = useTranslation('help')
  const keyOf = useKeyNames()
  const { data: settings } = useCall('settings.get', {})
  const change = useAct('settings.set')
  const { index, show } = useGuide()
  if (settings?.guide !== 'on') return null
  const step = STEPS[index]!
  const end = () => {
    show(0)
    change.mutate({ guide: 'off' })
  }
  const isLast = index === STEPS.length - 1
  const keys = {
    next: keyOf('flag.next'),
    play: keyOf('play.toggle'),
    reveal: keyOf('protection.reveal'),
    confirm: keyOf('verdict.confirm'),
    dismiss: keyOf('verdict.dismiss'),
    undo: keyOf('edit.undo'),
  }
  return (
    <aside
      aria-label={t('guide')}
      className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-accent bg-raised px-3 py-2 text-[0.8125rem]"
    >
      <span className="text-ink-muted tabular-nums">
        {index + 1} / {STEPS.length}
      </span>
      <p role="status" className="min-w-64 flex-1">
        {t(`steps.${step}`, keys)}
      </p>
      <Button look="primary" onClick={() => (isLast ? end() : show(index + 1))}>
        {t(isLast ? 'done' : 'nextStep')}
      </Button>
      {!isLast && (
        <Button look="quiet" onClick={end}>
          {t('skip')}
        </Button>
      )}
    </aside>
  )
}
