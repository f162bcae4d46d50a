import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useHost } from '#renderer/client/host.ts'
import { useAct } from '#renderer/client/queries.ts'
import { NoPicture, ProtectedPicture } from '#renderer/protection/ProtectedPicture.tsx'
import { canReview } from './library-view.ts'

interface Props {
  readonly entry: LibraryEntry
  readonly tabIndex: number
}

export function NameCell({ entry, tabIndex }: Props) {
  const { contentId, name, folder, state, problem } = entry
  const { t } = useTranslation('library')
  const { mediaUrl } = useHost()
  const review = useNavigation((navigation) => navigation.review)
  const isPresent = state === 'present'
  const note = isPresent ? folder : (problem ?? t(state))
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the row.
    <span
      role="gridcell"
      tabIndex={-1}
      data-column="name"
      className="flex min-w-0 items-center gap-3"
    >
      {contentId && isPresent && entry.scan.state !== 'failed' ? (
        <ProtectedPicture src={mediaUrl(contentId, 'poster')} alt="" height={40} />
      ) : (
        <NoPicture height={40} />
      )}
      <span className="min-w-0 flex-1">
        <button
          type="button"
          tabIndex={tabIndex}
          disabled={!canReview(entry)}
          title={name}
          className="block min-h-6 max-w-full truncate text-left font-medium enabled:hover:underline"
          onClick={() => contentId && review(contentId)}
        >
          <bdi>{name}</bdi>
        </button>
        <span
          className={`block truncate text-[0.75rem] ${isPresent ? 'text-ink-muted' : 'text-warn'}`}
          title={isPresent ? folder : `${note}\n${folder}`}
        >
          <bdi>{note}</bdi>
        </span>
      </span>
      {!isPresent && <Ignore {...{ entry, tabIndex }} />}
    </span>
  )
}

/** Takes a video that is gone or broken off the list. */
function Ignore({ entry: { fileId, name }, tabIndex }: Props) {
  const { t } = useTranslation('library')
  const forget = useAct('library.forget')
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-label={t('ignoreFile', { name })}
      className="min-h-6 shrink-0 px-1 text-accent hover:underline"
      onClick={() => forget.mutate({ fileIds: [fileId] })}
    >
      {t('ignore')}
    </button>
  )
}
