import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewModel } from '#contract/review.ts'
import type { ReviewRule } from '#contract/settings.ts'
import { useHint } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import type { SetRule } from './use-rule.ts'

interface Props {
  readonly rule: ReviewRule
  readonly setRule: SetRule
  readonly model: ReviewModel
  /** Flags of this video under it. */
  readonly count: number
}

/** The rule in numbers: what dragging the line does, and the rest of it. */
export function RulePanel({ rule, setRule, model, count }: Props) {
  const { t } = useTranslation('review')
  const hint = useHint()
  const [isOpen, setOpen] = useState(false)
  const set = (change: Partial<ReviewRule>) => setRule(change, true)
  return (
    <>
      <NumberField
        {...{ label: t('threshold'), value: rule.threshold, min: 0, max: 1, step: 0.01 }}
        title={hint(t('threshold'), 'timeline.lower', 'timeline.raise')}
        onSet={(threshold) => set({ threshold })}
      />
      <Button
        look="quiet"
        aria-expanded={isOpen}
        className="px-2! text-[0.75rem]! aria-expanded:bg-sunken"
        onClick={() => setOpen(!isOpen)}
      >
        <SlidersHorizontal size={14} aria-hidden /> {t('rule')}
      </Button>
      <span role="status" className="flex-1 text-[0.75rem] text-ink-muted tabular-nums">
        {t('flagsHere', { count })}
      </span>
      {isOpen && (
        <div className="order-last flex w-full flex-wrap gap-x-4 gap-y-1 border-t border-line py-2">
          <NumberField
            {...{
              label: t('release'),
              value: rule.release,
              min: 0,
              max: rule.threshold,
              step: 0.01,
            }}
            onSet={(release) => set({ release })}
          />
          <Seconds
            {...{ label: t('mergeGap'), value: rule.mergeGapSec }}
            onSet={(mergeGapSec) => set({ mergeGapSec })}
          />
          <Seconds
            {...{ label: t('minLength'), value: rule.minLengthSec }}
            onSet={(minLengthSec) => set({ minLengthSec })}
          />
          <Seconds
            {...{ label: t('padding'), value: rule.paddingSec }}
            onSet={(paddingSec) => set({ paddingSec })}
          />
          <ClassThresholds {...{ rule, model, set }} />
        </div>
      )}
    </>
  )
}

interface SecondsProps {
  readonly label: string
  readonly value: number
  readonly onSet: (value: number) => void
}

function Seconds(props: SecondsProps) {
  return <NumberField {...props} min={0} max={600} step={0.5} unit="s" />
}

interface ClassProps {
  readonly rule: ReviewRule
  readonly model: ReviewModel
  readonly set: (change: Partial<ReviewRule>) => void
}

/** Thresholds of single classes, in place of the common one. */
function ClassThresholds({ rule, model, set }: ClassProps) {
  const { t } = useTranslation('review')
  const { classThresholds } = rule
  const labels = model.labels.slice(1)
  const own = labels.filter(({ id }) => classThresholds[id] !== undefined)
  const others = labels.filter(({ id }) => classThresholds[id] === undefined)
  const without = (id: string) =>
    Object.fromEntries(Object.entries(classThresholds).filter(([key]) => key !== id))
  return (
    <div className="flex w-full flex-wrap items-center gap-x-4 gap-y-1">
      {own.map(({ id, display }) => (
        <span key={id} className="flex items-center gap-1">
          <NumberField
            {...{ label: display, value: classThresholds[id]!, min: 0, max: 1, step: 0.01 }}
            onSet={(value) => set({ classThresholds: { ...classThresholds, [id]: value } })}
          />
          <Button
            look="quiet"
            className="px-1.5!"
            aria-label={t('noOwnThreshold', { class: display })}
            onClick={() => set({ classThresholds: without(id) })}
          >
            ×
          </Button>
        </span>
      ))}
      {others.length > 0 && (
        <select
          aria-label={t('ownThreshold')}
          className="min-h-7 rounded border border-line bg-surface px-1 text-[0.75rem]"
          value=""
          onChange={({ target }) =>
            set({ classThresholds: { ...classThresholds, [target.value]: rule.threshold } })
          }
        >
          <option value="">{t('ownThreshold')}</option>
          {others.map(({ id, display }) => (
            <option key={id} value={id}>
              {display}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
