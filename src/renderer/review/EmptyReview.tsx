import { useTranslation } from 'react-i18next'
import type { FlagList } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { EmptyScreen } from '#renderer/ui/EmptyScreen.tsx'
import { score } from '#renderer/ui/format.ts'
import { type EmptyCause, emptyCauseOf } from './empty-cause.ts'
import { UnscoredMarks } from './UnscoredMarks.tsx'

/** In place of the review where there is no flag: why, and what to do. */
export function EmptyReview({ list: flagList }: { readonly list: FlagList }) {
  const { t } = useTranslation('review')
  const { go, review, isQueueOpen, toggleQueue } = useNavigation()
  const { data: list } = useCall('library.list', {})
  const { data: queue } = useCall('queue.show', {})
  const resume = useAct('queue.resume')
  if (!list || !queue) return null
  const { entries } = list
  const cause = emptyCauseOf({ entries, queue })
  const scanned = entries.find((entry) => entry.contentId && entry.scan.state === 'scanned')
  const actions: Readonly<Record<EmptyCause, () => void>> = {
    noVideos: () => go('library'),
    notScanned: () => go('library'),
    scanning: () => !isQueueOpen && toggleQueue(),
    paused: () => resume.mutate({}),
    noneFlagged: () => scanned?.contentId && review(scanned.contentId),
  }
  return (
    <EmptyScreen
      title={t(`empty.${cause}`)}
      text={t(`empty.${cause}Text`, {
        count: queue.counts.queued + queue.counts.running,
        threshold: score(flagList.model.rule.threshold),
      })}
      action={t(`empty.${cause}Action`)}
      onAct={actions[cause]}
    >
      <UnscoredMarks list={flagList} />
    </EmptyScreen>
  )
}
