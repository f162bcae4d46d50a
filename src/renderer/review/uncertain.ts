import { SMALL_MARGIN } from '#contract/flags.ts'
import type { Flag } from '#contract/review.ts'

/** Whether a flag's class is a guess: the model's next best is close, and no person has said which one it is. */
export function isUncertain({ margin, mark }: Pick<Flag, 'margin' | 'mark'>): boolean {
  return (mark?.value.class ?? null) === null && margin < SMALL_MARGIN
}
