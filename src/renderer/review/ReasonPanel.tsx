import { useTranslation } from 'react-i18next'
import type { Flag, ReviewModel } from '#contract/review.ts'
import { clock, score } from '#renderer/ui/format.ts'

/** Below this distance to the next class a tag is a guess. */
const SMALL_MARGIN = 0.1

/** Always on screen: what the model saw, in its own numbers. */
export function ReasonPanel({
  flag,
  model,
}: {
  readonly flag: Flag | null
  readonly model: ReviewModel
}) {
  const { t } = useTranslation('review')
  const display = (id: string) => model.labels.find((label) => label.id === id)?.display ?? id
  return (
    <aside
      aria-label={t('why')}
      className="w-72 shrink-0 rounded border border-line bg-surface p-3 text-[13px] leading-6"
    >
      <h2 className="font-semibold">{t('why')}</h2>
      {flag && (
        <>
          <p className="text-base">
            {display(flag.class)} <span className="tabular-nums">{score(flag.classScore)}</span>
          </p>
          <p className="text-ink-muted tabular-nums">
            {clock(flag.startSec, true)} – {clock(flag.endSec, true)}
          </p>
          {flag.peakC !== null && <Meter name={t('branchC')} value={flag.peakC} />}
          <Meter name={t('branchA')} value={flag.peakA} />
          {flag.runnerUp && (
            <p>
              {t('runnerUp', {
                class: display(flag.runnerUp.class),
                score: score(flag.runnerUp.classScore),
              })}
            </p>
          )}
          {flag.margin < SMALL_MARGIN && <p className="text-warn">{t('uncertain')}</p>}
          {flag.source === 'mark' && <p className="text-warn">{t('unattached')}</p>}
        </>
      )}
      <p className="mt-2 border-t border-line pt-2 text-[12px] text-ink-muted">
        {t('madeBy', { model: model.name, count: model.labels.length })}
      </p>
      {model.note && <p className="text-[12px] text-warn">{model.note}</p>}
    </aside>
  )
}

function Meter({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div className="mt-1">
      <span className="flex justify-between">
        <span>{name}</span>
        <span className="tabular-nums">{score(value)}</span>
      </span>
      <meter aria-label={name} min={0} max={1} value={value} className="h-1.5 w-full" />
    </div>
  )
}
