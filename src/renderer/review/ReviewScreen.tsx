import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag, FlagList } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useCall } from '#renderer/client/queries.ts'
import { GuidedReview } from '#renderer/help/GuidedReview.tsx'
import { useKeys } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { score } from '#renderer/ui/format.ts'
import { BreakReminder } from './BreakReminder.tsx'
import { stateOf } from './flag-filter.ts'
import { useFlagQueue } from './flag-queue.ts'
import { usePending, withPending } from './pending.ts'
import { QueuePanel } from './QueuePanel.tsx'
import { flagKeys } from './review-keys.ts'
import { useEdits } from './use-edits.ts'
import { useSteps } from './use-steps.ts'
import { VideoReview } from './VideoReview.tsx'

export function ReviewScreen() {
  const { t } = useTranslation('review')
  const { data, error } = useCall('review.flags', {})
  const pending = usePending(({ decisions }) => decisions)
  const list = useMemo(() => data && withPending(data, pending), [data, pending])
  const contentId = useNavigation((navigation) => navigation.contentId)
  const go = useNavigation((navigation) => navigation.go)
  if (error)
    return (
      <p role="alert" className="p-6 text-danger">
        {error.message}
      </p>
    )
  if (!list) return null
  if (list.flags.length === 0 && contentId === null)
    return (
      <main className="mx-auto mt-[14vh] max-w-md px-6 leading-6">
        <h1 className="mb-2 text-xl font-semibold">{t('emptyTitle')}</h1>
        <p className="mb-4 text-ink-muted">{t('noFlags')}</p>
        <Button look="primary" onClick={() => go('library')}>
          {t('toLibrary')}
        </Button>
      </main>
    )
  return <OpenReview list={list} />
}

function OpenReview({ list }: { readonly list: FlagList }) {
  const { t } = useTranslation('review')
  const queue = useFlagQueue(list)
  const navigation = useNavigation()
  const first = queue.find((flag) => stateOf(flag) === 'open') ?? queue[0]
  const contentId = navigation.contentId ?? first?.contentId ?? list.flags[0]!.contentId
  const startPts = navigation.contentId === null ? (first?.startPts ?? null) : navigation.startPts
  // The video stays open while a dragged threshold takes its flags out of the queue.
  const { review } = navigation
  const isUnset = navigation.contentId === null
  useEffect(() => {
    if (isUnset) review(contentId, startPts ?? undefined)
  }, [isUnset, review, contentId, startPts])
  const selected = flagOf(list.flags, contentId, startPts)
  const [notice, setNotice] = useState('')
  const steps = useSteps(queue, selected, (at) => setNotice(t(`wrapped.${at}`)))
  const edits = useEdits((step) => navigation.review(step.contentId, step.startPts ?? undefined))
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
          onChoose={(flag) => {
            setNotice('')
            navigation.review(flag.contentId, flag.startPts)
          }}
        />
        <VideoReview key={contentId} {...{ contentId, list, startPts, edits, steps }} />
      </div>
      <p role="status" className="sr-only">
        {notice}{' '}
        {selected &&
          t(steps.index < 0 ? 'announceOutside' : 'announce', {
            index: steps.index + 1,
            count: queue.length,
            class: display ?? selected.class,
            score: score(selected.score),
          })}
      </p>
    </main>
  )
}

/** The flag that is open: by its start, else the one at that time, else the video's first. */
function flagOf(flags: readonly Flag[], contentId: string, startPts: number | null): Flag | null {
  const own = flags.filter((flag) => flag.contentId === contentId)
  if (startPts === null) return own[0] ?? null
  return (
    own.find((flag) => flag.startPts === startPts) ??
    own.find((flag) => flag.startPts <= startPts && flag.endPts > startPts) ??
    null
  )
}
