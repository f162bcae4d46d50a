import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QueueState } from '#contract/library.ts'
import { useCall } from '#renderer/client/queries.ts'
import { plainReason } from '#renderer/ui/plain-reason.ts'
import { newsOf } from './news.ts'

/** Tells screen readers, wherever a person is, that a video failed and that a batch is done. Progress is not told: it never ends. */
export function QueueNews() {
  const { t } = useTranslation('queue')
  const { data: queue } = useCall('queue.show', {})
  const before = useRef<QueueState | null>(null)
  const [text, setText] = useState('')
  useEffect(() => {
    if (!queue) return
    const news = before.current && newsOf(before.current, queue)
    before.current = queue
    if (!news) return
    const [last] = news.failed.slice(-1)
    const failure =
      last &&
      t('oneFailed', {
        name: last.name,
        reason: last.error ? plainReason(last.error.message, last) : t('gone'),
      })
    const isClean = queue.counts.failed + queue.counts.missing === 0
    const end = isClean
      ? t('allDone')
      : t('allDoneFailed', { count: queue.counts.failed + queue.counts.missing })
    setText([failure, news.isDone && end].filter(Boolean).join(' '))
  }, [queue, t])
  return (
    <p role="status" className="sr-only">
      {text}
    </p>
  )
}
