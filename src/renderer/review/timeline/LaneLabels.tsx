import { Eye, EyeOff, Focus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type ClassLook, looksOf, UNKNOWN } from '#contract/class-look.ts'
import { ClassSwatch } from './ClassSwatch.tsx'
import type { Band, Layout } from './layout.ts'
import type { Lanes } from './use-lanes.ts'

interface Props {
  readonly layout: Layout
  readonly labels: readonly {
    readonly id: string
    readonly code: string
    readonly display: string
  }[]
  readonly lanes: Lanes
  readonly hasClassifier: boolean
}

/** The names of the lanes, with what can be done to each. */
export function LaneLabels({ layout, labels, lanes, hasClassifier }: Props) {
  const { t } = useTranslation('timeline')
  return (
    <div className="relative text-[0.75rem]" style={{ height: layout.height }}>
      <Name band={layout.overview}>{t('overview')}</Name>
      {layout.strip.height > 0 && <Name band={layout.strip}>{t('pictures')}</Name>}
      <Name band={layout.flags}>{t('flags')}</Name>
      <Name band={layout.score}>
        <span>
          <span className="block font-medium text-ink">{t('score')}</span>
          {hasClassifier && <Key dashes="none">{t('branchC')}</Key>}
          <Key dashes="4 3">{t('branchA')}</Key>
        </span>
      </Name>
      {layout.classes.map(({ classIndex, ...band }) => (
        <Name key={classIndex} band={band}>
          <ClassLane
            label={labels[classIndex]!}
            look={looksOf(labels)[classIndex] ?? UNKNOWN}
            lanes={lanes}
          />
        </Name>
      ))}
    </div>
  )
}

function Name({ band, children }: { readonly band: Band; readonly children: React.ReactNode }) {
  return (
    <div
      className="absolute inset-x-0 flex items-center overflow-hidden pr-2 text-ink-muted"
      style={{ top: band.top, height: band.height }}
    >
      {children}
    </div>
  )
}

/** How a curve is drawn. */
function Key({ dashes, children }: { readonly dashes: string; readonly children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <svg width="18" height="6" aria-hidden="true" className="shrink-0 stroke-ink">
        <path d="M0 3h18" strokeWidth="2" strokeDasharray={dashes} />
      </svg>
      <span className="truncate">{children}</span>
    </span>
  )
}

interface ClassLaneProps {
  readonly label: Props['labels'][number]
  readonly look: ClassLook
  readonly lanes: Lanes
}

function ClassLane({ label, look, lanes }: ClassLaneProps) {
  const { t } = useTranslation('timeline')
  const { display, code, id } = label
  const isSolo = lanes.solo === id
  const button =
    'grid size-6 shrink-0 place-items-center rounded hover:bg-sunken aria-pressed:text-accent'
  return (
    <>
      <ClassSwatch look={look} className="mr-1.5 h-4 w-3" />
      <span className="min-w-0 flex-1 truncate text-ink" title={display}>
        <span className="font-semibold">{code}</span>{' '}
        <span className="max-sm:hidden">{display}</span>
      </span>
      <button
        type="button"
        aria-pressed={isSolo}
        aria-label={t('solo', { class: display })}
        title={t('solo', { class: display })}
        className={button}
        onClick={() => lanes.toggleSolo(id)}
      >
        <Focus size={13} aria-hidden />
      </button>
      <button
        type="button"
        aria-label={t('hide', { class: display })}
        title={t('hide', { class: display })}
        className={button}
        onClick={() => lanes.hide(id)}
      >
        <EyeOff size={13} aria-hidden />
      </button>
    </>
  )
}

/** Brings hidden lanes back, and folds all of them away. */
export function LaneSwitches({ lanes }: { readonly lanes: Lanes }) {
  const { t } = useTranslation('timeline')
  const plain =
    'inline-flex min-h-7 items-center gap-1 rounded px-2 text-[0.75rem] hover:bg-sunken aria-expanded:font-medium'
  return (
    <>
      {lanes.hidden > 0 && !lanes.isCollapsed && (
        <button type="button" className={plain} onClick={lanes.showAll}>
          <Eye size={13} aria-hidden /> {t('showHidden', { count: lanes.hidden })}
        </button>
      )}
      <button
        type="button"
        aria-expanded={!lanes.isCollapsed}
        className={plain}
        onClick={lanes.toggleCollapsed}
      >
        {t(lanes.isCollapsed ? 'showLanes' : 'hideLanes')}
      </button>
    </>
  )
}
