import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag, FlagList } from '#contract/review.ts'
import { type FlagPlace, NO_FLAG, useNavigation } from '#renderer/app/navigation.ts'
import { useCall } from '#renderer/client/queries.ts'
import { GuidedReview } from '#renderer/help/GuidedReview.tsx'
import { useKeys } from '#renderer/keys/use-keys.ts'
import { NoModel, useHasNoModel } from '#renderer/models/NoModel.tsx'
import { usePlayerSession } from '#renderer/player/session.ts'
import { score } from '#renderer/ui/format.ts'
import { BreakReminder } from './BreakReminder.tsx'
import { EmptyReview } from './EmptyReview.tsx'
import { flagAt, stateOf } from './flag-filter.ts'
import { useFlagQueue } from './flag-queue.ts'
import { usePending, withPending } from './pending.ts'
import { QueuePanel } from './QueuePanel.tsx'
import { flagKeys } from './review-keys.ts'
import { useEdits } from './use-edits.ts'
import { useSteps } from './use-steps.ts'
import { VideoReview } from './VideoReview.tsx'

export function ReviewScreen() {
  const { data, error } = useCall('review.flags', {})
  const pending = usePending(({ decisions }) => decisions)
  const list = useMemo(() => data && withPending(data, pending), [data, pending])
  const contentId = useNavigation((navigation) => navigation.contentId)
  const hasNoModel = useHasNoModel()
  if (hasNoModel) return <NoModel />
  if (error)
    return (
      <p role="alert" className="p-6 text-danger">
        {error.message}
      </p>
    )
  if (!list) return null
  if (list.flags.length === 0 && contentId === null) return <EmptyReview list={list} />
  return <OpenReview list={list} />
}

function OpenReview({ list }: { readonly list: FlagList }) {
  const { t } = useTranslation('review')
  const queue = useFlagQueue(list)
  const navigation = useNavigation()
  const first = queue.find((flag) => stateOf(flag) === 'open') ?? queue[0]
  const contentId = navigation.contentId ?? first?.contentId ?? list.flags[0]!.contentId
  const { startPts, endPts } = navigation.contentId === null ? (first ?? NO_FLAG) : navigation
  // The video stays open while a dragged threshold takes its flags out of the queue.
  const { review } = navigation
  const isUnset = navigation.contentId === null
  useEffect(() => {
    if (isUnset) review(contentId, { startPts, endPts })
  }, [isUnset, review, contentId, startPts, endPts])
  const selected = flagOf(list.flags, contentId, { startPts, endPts })
  const [wrapped, setWrapped] = useState<{ at: 'first' | 'last'; visit: number } | null>(null)
  const steps = useSteps(queue, selected, (at) =>
    setWrapped({ at, visit: useNavigation.getState().visit }),
  )
  // Until the next step, wherever that leads.
  const notice = wrapped?.visit === navigation.visit ? t(`wrapped.${wrapped.at}`) : ''
  const edits = useEdits((place) => review(place.contentId, place, place.sec))
  useEffect(() => () => usePlayerSession.setState({ goesOn: false }), [])
  const { data: settings } = useCall('settings.get', {})
  const advances = settings?.review.advances ?? true
  useKeys({ onPress: flagKeys({ selected, edits, steps, advances }) })
  const display = list.model.labels.find(({ id }) => id === selected?.class)?.display
  return (
    <main className="@container flex h-full min-h-0 flex-col">
      <h1 className="sr-only">{t('title')}</h1>
      <BreakReminder />
      <GuidedReview />
      <div className="flex min-h-0 flex-1 @max-[60rem]:flex-col @max-[60rem]:overflow-auto">
        <QueuePanel
          {...{ list, queue, contentId, edits, chosen: steps.index }}
          onChoose={(flag) => review(flag.contentId, flag)}
        />
        <VideoReview key={contentId} {...{ contentId, list, startPts, edits, steps }} />
      </div>
      <p role="status">
        {notice && (
          <span className="block border-t border-line bg-sunken px-3 py-1 text-[0.8125rem] font-medium">
            {notice}{' '}
          </span>
        )}
        <span className="sr-only">
          {selected &&
            t(steps.index < 0 ? 'announceOutside' : 'announce', {
              index: steps.index + 1,
              count: queue.length,
              class: display ?? selected.class,
              score: score(selected.score),
            })}
        </span>
      </p>
    </main>
  )
}

/** The flag that is open. */
function flagOf(flags: readonly Flag[], contentId: string, place: FlagPlace): Flag | null {
  const own = flags.filter((flag) => flag.contentId === contentId)
  return flagAt(own, place)
}
