import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useHost } from '#renderer/client/host.ts'
import { useAct } from '#renderer/client/queries.ts'
import { ProtectedPicture } from '#renderer/protection/ProtectedPicture.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { clock, score } from '#renderer/ui/format.ts'

interface Row {
  readonly entry: LibraryEntry
  /** Px from the top of the list. */
  readonly top: number
  readonly height: number
}

export function EntryRow({ entry, top, height }: Row) {
  const { flags, media, peakScore } = entry
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <tr> cannot be placed by a virtual list.
    <div
      role="row"
      tabIndex={-1}
      className="entry-columns absolute inset-x-0 border-b border-line px-3"
      style={{ top, height }}
    >
      <NameCell entry={entry} />
      <Cell>
        <ScanCell entry={entry} />
      </Cell>
      <Cell>{media?.durationSec == null ? '' : clock(media.durationSec)}</Cell>
      <Cell>{flags && <ClassCounts byClass={flags.byClass} />}</Cell>
      <Cell>{peakScore === null ? '' : score(peakScore)}</Cell>
      <Cell>{flags && flags.total > 0 ? `${flags.decided} / ${flags.total}` : ''}</Cell>
    </div>
  )
}

function Cell({ children }: { readonly children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row.
    <span role="cell" className="min-w-0 truncate tabular-nums">
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
    <span role="cell" className="flex min-w-0 items-center gap-3">
      {contentId && state === 'present' ? (
        <ProtectedPicture src={mediaUrl(contentId, 'poster')} alt="" height={40} />
      ) : (
        <span className="h-10 w-[71px] shrink-0 rounded-sm bg-sunken" />
      )}
      <span className="min-w-0">
        <button
          type="button"
          disabled={!canReview}
          className="block max-w-full truncate text-left font-medium enabled:hover:underline"
          onClick={() => contentId && review(contentId)}
        >
          <bdi>{name}</bdi>
        </button>
        <span className="block truncate text-[12px] text-ink-muted">
          {state === 'present' ? <bdi>{folder}</bdi> : (problem ?? t(state))}
        </span>
      </span>
    </span>
  )
}

function ScanCell({ entry: { fileId, scan } }: { readonly entry: LibraryEntry }) {
  const { t } = useTranslation('library')
  const again = useAct('library.scan')
  if (scan.state !== 'failed') return <>{t(`states.${scan.state}`)}</>
  return (
    <span className="flex items-center gap-2" title={scan.error?.message}>
      <span className="truncate text-danger">{t('states.failed')}</span>
      <Button look="quiet" onClick={() => again.mutate({ fileIds: [fileId] })}>
        {t('retry')}
      </Button>
    </span>
  )
}

function ClassCounts({ byClass }: { readonly byClass: Readonly<Record<string, number>> }) {
  return (
    <span className="flex gap-2">
      {Object.entries(byClass).map(([label, count]) => (
        <span key={label}>
          {label} <span className="text-ink-muted">{count}</span>
        </span>
      ))}
    </span>
  )
}
