import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useHost } from '#renderer/client/host.ts'
import { useAct } from '#renderer/client/queries.ts'
import { ProtectedPicture } from '#renderer/protection/ProtectedPicture.tsx'
import { classHue } from '#renderer/review/timeline/class-style.ts'
import { clock, score } from '#renderer/ui/format.ts'
import type { Column } from './library-view.ts'
import { ScanCell } from './ScanCell.tsx'
import { useLabels } from './use-labels.ts'

interface Row {
  readonly entry: LibraryEntry
  readonly place: { readonly index: number; readonly top: number; readonly height: number }
  readonly isPicked: boolean
  readonly onPick: (index: number, isRange: boolean) => void
}

export function EntryRow({ entry, place, isPicked, onPick }: Row) {
  const { t } = useTranslation('library')
  const { flags, media, peakScore } = entry
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <tr> cannot be placed by a virtual list.
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={place.index + 1}
      aria-selected={isPicked}
      className="entry-columns absolute inset-x-0 border-b border-line px-3 hover:bg-sunken aria-selected:bg-sunken"
      style={{ top: place.top, height: place.height }}
    >
      <Cell>
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          aria-label={t('pick', { name: entry.name })}
          checked={isPicked}
          onChange={({ nativeEvent }) =>
            onPick(place.index, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
          }
        />
      </Cell>
      <NameCell entry={entry} />
      <Cell column="state">
        <ScanCell entry={entry} />
      </Cell>
      <Cell column="duration">{media?.durationSec == null ? '' : clock(media.durationSec)}</Cell>
      <Cell column="flags">{flags && <ClassCounts byClass={flags.byClass} />}</Cell>
      <Cell column="peak">{peakScore === null ? '' : score(peakScore)}</Cell>
      <Cell column="progress">
        {flags && flags.total > 0 && <Progress done={flags.decided} total={flags.total} />}
      </Cell>
    </div>
  )
}

function Cell({ column, children }: { readonly column?: Column; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row.
    <span role="cell" data-column={column} className="flex min-w-0 items-center tabular-nums">
      {children}
    </span>
  )
}

function NameCell({ entry }: { readonly entry: LibraryEntry }) {
  const { contentId, name, folder, state, problem, scan } = entry
  const { t } = useTranslation('library')
  const { mediaUrl } = useHost()
  const review = useNavigation((navigation) => navigation.review)
  const canReview = contentId !== null && scan.state === 'scanned'
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row.
    <span role="cell" data-column="name" className="flex min-w-0 items-center gap-3">
      {contentId && state === 'present' ? (
        <ProtectedPicture src={mediaUrl(contentId, 'poster')} alt="" height={40} />
      ) : (
        <span className="h-10 w-[71px] shrink-0 rounded-sm bg-sunken" />
      )}
      <span className="min-w-0">
        <button
          type="button"
          disabled={!canReview}
          title={canReview ? t('open') : undefined}
          className="block min-h-6 max-w-full truncate text-left font-medium enabled:hover:underline"
          onClick={() => contentId && review(contentId)}
        >
          <bdi>{name}</bdi>
        </button>
        <span
          className={`block truncate text-[0.75rem] ${state === 'present' ? 'text-ink-muted' : 'text-warn'}`}
          title={state === 'present' ? folder : (problem ?? undefined)}
        >
          {state === 'present' ? <bdi>{folder}</bdi> : (problem ?? t(state))}
        </span>
      </span>
      {state !== 'present' && <Ignore fileId={entry.fileId} />}
    </span>
  )
}

/** Takes a video that is gone or broken off the list. */
function Ignore({ fileId }: { readonly fileId: number }) {
  const { t } = useTranslation('library')
  const forget = useAct('library.forget')
  return (
    <button
      type="button"
      className="min-h-6 shrink-0 px-1 text-accent hover:underline"
      onClick={() => forget.mutate({ fileIds: [fileId] })}
    >
      {t('ignore')}
    </button>
  )
}

function ClassCounts({ byClass }: { readonly byClass: Readonly<Record<string, number>> }) {
  const labels = useLabels()
  return (
    <span className="flex min-w-0 gap-1.5 overflow-hidden">
      {Object.entries(byClass).map(([id, count]) => (
        <span
          key={id}
          role="img"
          aria-label={`${labels.displayOf(id)} ${count}`}
          title={`${labels.displayOf(id)}: ${count}`}
          className="flex shrink-0 items-center gap-1"
        >
          <span
            className="grid h-5 place-items-center rounded-sm border border-ink px-0.5"
            style={{ background: classHue(labels.indexOf(id)) }}
          >
            <span className="rounded-sm bg-white px-0.5 text-[0.625rem] leading-3 font-semibold text-black">
              {labels.codeOf(id)}
            </span>
          </span>
          {count}
        </span>
      ))}
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
