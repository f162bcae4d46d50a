import type { Handlers } from '#contract/handlers.ts'
import type { Review } from './review.ts'

type ReviewMethods = Pick<
  Handlers,
  'review.flags' | 'review.open' | 'review.decide' | 'review.seen' | 'review.history'
>

export function reviewMethods(review: Review): ReviewMethods {
  return {
    'review.flags': () => review.flags(),
    'review.open': ({ contentId }) => review.open(contentId),
    'review.decide': async ({ decisions }, { emit }) => {
      const at = await review.decide(decisions)
      emit({ type: 'changed', what: ['review'] })
      return { at }
    },
    'review.seen': async ({ ranges }, { emit }) => {
      const at = await review.seen(ranges)
      emit({ type: 'changed', what: ['review'] })
      return { at }
    },
    'review.history': async ({ markId }) => review.history(markId),
  }
}
