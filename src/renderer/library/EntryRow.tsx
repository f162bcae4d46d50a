import { type MouseEvent, memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { clock, score } from '#renderer/ui/format.ts'
import { ClassCounts } from './ClassCounts.tsx'
import { type Column, canReview } from './library-view.ts'
import { NameCell } from './NameCell.tsx'
import { ScanCell } from './ScanCell.tsx'
import type { Labels } from './use-labels.ts'

interface Row {
  readonly entry: LibraryEntry
  readonly labels: Labels
  readonly index: number
  readonly top: number
  readonly height: number
  /** The one row that Tab comes to. */
  readonly isStop: boolean
  readonly isPicked: boolean
  readonly onPick: (index: number, isRange: boolean) => void
  readonly onFocus: (index: number) => void
  readonly onOpen: (entry: LibraryEntry) => void
}

/** While the list is scrolled, rows that stay in view are not made anew. */
export const EntryRow = memo(Entry)

function Entry(row: Row) {
  const { entry, labels, index, top, height, isStop, isPicked, onPick, onFocus, onOpen } = row
  const { t } = useTranslation('library')
  const tabIndex = isStop ? 0 : -1
  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('button, label, a')) return
    if (event.shiftKey || event.ctrlKey || event.metaKey) onPick(index, event.shiftKey)
    else onOpen(entry)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <tr> cannot be placed by a virtual list.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys of all its rows.
    <div
      role="row"
      tabIndex={tabIndex}
      aria-rowindex={index + 2}
      aria-selected={isPicked}
      className={`entry-columns absolute inset-x-0 border-b border-line px-3 -outline-offset-2 hover:bg-sunken aria-selected:bg-sunken aria-selected:shadow-[inset_3px_0_0_var(--accent)] ${canReview(entry) ? 'cursor-pointer' : ''}`}
      style={{ top, height }}
      onClick={onClick}
      onFocus={() => onFocus(index)}
    >
      <Cell>
        <label className="grid size-6 place-items-center">
          <input
            type="checkbox"
            tabIndex={tabIndex}
            className="size-4 accent-(--accent)"
            aria-label={t('pick', { name: entry.name })}
            checked={isPicked}
            onChange={({ nativeEvent }) =>
              onPick(index, nativeEvent instanceof globalThis.MouseEvent && nativeEvent.shiftKey)
            }
          />
        </label>
      </Cell>
      <NameCell entry={entry} tabIndex={tabIndex} />
      <Values entry={entry} labels={labels} tabIndex={tabIndex} />
    </div>
  )
}

interface ValuesProps {
  readonly entry: LibraryEntry
  readonly labels: Labels
  readonly tabIndex: number
}

function Values({ entry, labels, tabIndex }: ValuesProps) {
  const { flags, media, peakScore } = entry
  return (
    <>
      <Cell column="state">
        <ScanCell entry={entry} tabIndex={tabIndex} />
      </Cell>
      <Cell column="duration">{media?.durationSec == null ? '' : clock(media.durationSec)}</Cell>
      <Cell column="flags">{flags && <ClassCounts byClass={flags.byClass} labels={labels} />}</Cell>
      <Cell column="peak">{peakScore === null ? '' : score(peakScore)}</Cell>
      <Cell column="progress">
        {flags && flags.total > 0 && <Progress done={flags.decided} total={flags.total} />}
      </Cell>
    </>
  )
}

function Cell({ column, children }: { readonly column?: Column; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row.
    <span
      role="gridcell"
      tabIndex={-1}
      data-column={column}
      className="flex min-w-0 items-center tabular-nums"
    >
      {children}
    </span>
  )
}

function Progress({ done, total }: { readonly done: number; readonly total: number }) {
  return (
    <span className="w-full">
      {done} / {total}
      <span aria-hidden className="mt-0.5 block h-1 overflow-hidden rounded bg-line">
        <span className="block h-full bg-ok" style={{ width: `${(100 * done) / total}%` }} />
      </span>
    </span>
  )
}
