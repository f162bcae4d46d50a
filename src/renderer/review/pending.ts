import { create } from 'zustand'
import type { Decision, FlagList, Mark } from '#contract/review.ts'

/**
 * Decisions that were sent and are not in the core's answers yet. They are laid over every answer, so that what a person
 * has decided is on screen at once, and stays, whatever older answer still comes in.
 */
export const usePending = create<{ readonly decisions: ReadonlyMap<string, Decision> }>(() => ({
  decisions: new Map(),
}))

export function addPending(decisions: readonly Decision[]): void {
  usePending.setState((now) => ({
    decisions: new Map([
      ...now.decisions,
      ...decisions.map((decision) => [decision.markId, decision] as const),
    ]),
  }))
}

/** Those that were not replaced by a later decision about the same mark. */
export function dropPending(decisions: readonly Decision[]): void {
  usePending.setState((now) => {
    const rest = new Map(now.decisions)
    for (const decision of decisions)
      if (rest.get(decision.markId) === decision) rest.delete(decision.markId)
    return { decisions: rest }
  })
}

function markOf({ contentId, markId, startPts, endPts, value }: Decision): Mark | null {
  return value && { id: markId, contentId, startPts, endPts, value, reviewer: '', at: Date.now() }
}

export function withPending(list: FlagList, decisions: ReadonlyMap<string, Decision>): FlagList {
  if (decisions.size === 0) return list
  // First decisions, which no flag of the list carries yet.
  const listed = new Set(list.flags.flatMap(({ mark }) => mark?.id ?? []))
  const byPlace = new Map(
    [...decisions.values()]
      .filter(({ markId }) => !listed.has(markId))
      .map((each) => [`${each.contentId} ${each.startPts}`, each]),
  )
  const flags = list.flags.map((flag) => {
    const decision = flag.mark
      ? decisions.get(flag.mark.id)
      : byPlace.get(`${flag.contentId} ${flag.startPts}`)
    return decision ? { ...flag, mark: markOf(decision) } : flag
  })
  return { ...list, flags }
}

/** Marks of one video. */
export function marksWithPending(
  { contentId, marks }: { readonly contentId: string; readonly marks: readonly Mark[] },
  decisions: ReadonlyMap<string, Decision>,
): readonly Mark[] {
  const own = [...decisions.values()].filter((decision) => decision.contentId === contentId)
  if (own.length === 0) return marks
  const changed = new Set(own.map(({ markId }) => markId))
  const added = own.map(markOf).filter((mark) => mark !== null)
  return [...marks.filter(({ id }) => !changed.has(id)), ...added]
}
