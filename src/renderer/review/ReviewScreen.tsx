import { useTranslation } from 'react-i18next'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useCall } from '#renderer/client/queries.ts'
import { FlagList } from './FlagList.tsx'
import { VideoReview } from './VideoReview.tsx'

export function ReviewScreen() {
  const { t } = useTranslation('review')
  const { data: list, error } = useCall('review.flags', {})
  const { contentId, startPts, review } = useNavigation()
  if (error)
    return (
      <p role="alert" className="p-6 text-danger">
        {error.message}
      </p>
    )
  if (!list) return null
  const first = list.flags.find(({ mark }) => mark?.value.decision == null) ?? list.flags[0]
  const open = contentId ?? first?.contentId
  if (!open) return <p className="mx-auto mt-[14vh] max-w-md px-6 leading-6">{t('noFlags')}</p>
  return (
    <main className="flex h-full min-h-0">
      <FlagList
        list={list}
        contentId={open}
        startPts={startPts}
        onChoose={(flag) => review(flag.contentId, flag.startPts)}
      />
      <VideoReview key={open} contentId={open} list={list} startPts={startPts} />
    </main>
  )
}
