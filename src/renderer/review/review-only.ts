import { useNavigation } from '#renderer/app/navigation.ts'
import { NO_FILTER } from './flag-filter.ts'
import { useQueueView } from './flag-queue.ts'

/** Opens the review with the flags of these videos alone, at the first of them. */
export function reviewOnly(contentIds: readonly string[]): void {
  const filter = { ...NO_FILTER, contentIds: new Set(contentIds) }
  useQueueView.setState({ filter, picked: new Set(), anchor: null })
  const [first] = contentIds
  if (first) useNavigation.getState().review(first)
}
