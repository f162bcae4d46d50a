import { useEffect, useState } from 'react'
import type { ReviewVideo } from '#contract/review.ts'
import type { ReviewRule } from '#contract/settings.ts'
import type { Edits } from './use-edits.ts'

export type SetRule = (change: Partial<ReviewRule>, isFinal: boolean) => void

/** The rule as it is being dragged; one step to take back, and stored, when it is let go. */
export function useRule(
  { model, contentId }: ReviewVideo,
  edits: Edits,
): { readonly rule: ReviewRule; readonly setRule: SetRule; readonly dropRule: () => void } {
  const [dragged, setDragged] = useState<ReviewRule | null>(null)
  const stored = JSON.stringify(model.rule)
  // The stored rule has come to what was set, or was set elsewhere.
  useEffect(() => {
    if (stored) setDragged(null)
  }, [stored])
  const setRule: SetRule = (change, isFinal) => {
    const next = { ...(dragged ?? model.rule), ...change }
    // What holds a flag is never above what begins one. A drag down and up again gives the release back.
    const release = Math.min(change.release ?? model.rule.release, next.threshold)
    const after = { ...next, release }
    const isNews = JSON.stringify(after) !== stored
    setDragged(isNews || !isFinal ? after : null)
    if (isFinal && isNews)
      edits.setRule({ contentId, modelId: model.id, before: model.rule, after })
  }
  // What was not let go yet.
  const dropRule = () => setDragged(null)
  return { rule: dragged ?? model.rule, setRule, dropRule }
}
