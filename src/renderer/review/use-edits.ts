import { type Query, useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { Decision, Flag, VerdictValue } from '#contract/review.ts'
import type { ReviewRule, Settings } from '#contract/settings.ts'
import { useAct } from '#renderer/client/queries.ts'
import { addPending, dropPending } from './pending.ts'
import { type Place, placeNow } from './playhead.ts'
import { type Change, EMPTY, push, redo, type Step, type UndoStack, undo } from './undo-stack.ts'

const UNDECIDED: VerdictValue = {
  ...{ decision: null, reason: null, class: null, note: '', hasOwnRange: false },
}

/** Over all files: the way back leads through every file that was decided on. */
const useStack = create<UndoStack>(() => EMPTY)

export interface Edits {
  readonly error: Error | null
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Id of the mark that the last step dismissed, or gave a reason. */
  readonly lastDismissed: string | null
  /** One step, stored at once, however many flags it is about. */
  decide(flags: readonly Flag[], change: Partial<VerdictValue>): void
  setRange(flag: Flag, range: { readonly startPts: number; readonly endPts: number }): void
  setRule(rules: RuleChange): void
  undo(): void
  redo(): void
}

interface RuleChange {
  readonly contentId: string
  readonly modelId: string
  readonly before: ReviewRule
  readonly after: ReviewRule
}

/** Everything a person changes in the review, and the way back. `onMove`: where undo and redo lead. */
export function useEdits(onMove: (place: Place) => void): Edits {
  const { apply, error } = useApply()
  const stack = useStack()
  const act = (step: Step) => {
    useStack.setState((now) => push(now, step))
    apply(step.done)
  }
  const goBack = () => {
    const found = undo(useStack.getState())
    if (!found) return
    useStack.setState(found.stack)
    apply(found.step.undone)
    onMove(found.step.before)
  }
  const goOn = () => {
    const found = redo(useStack.getState())
    if (!found) return
    useStack.setState(found.stack)
    apply(found.step.done)
    onMove(found.step.after)
  }
  return {
    error,
    canUndo: stack.past.length > 0,
    canRedo: stack.future.length > 0,
    lastDismissed: lastDismissed(stack),
    decide(flags, change) {
      const [first] = flags
      if (!first) return
      const steps = flags.map((flag) => decisionsOf(flag, change))
      act({
        done: { decisions: steps.map(({ done }) => done) },
        undone: { decisions: steps.map(({ undone }) => undone) },
        ...hereOr(first),
      })
    },
    setRange(flag, range) {
      const { startPts, endPts, mark } = flag
      const own = mark?.value.hasOwnRange ? mark.value.trimmedFrom : { startPts, endPts }
      const { done, undone } = decisionsOf(flag, { hasOwnRange: true, trimmedFrom: own })
      const { before } = hereOr(flag)
      act({
        done: { decisions: [{ ...done, ...range }] },
        undone: { decisions: [undone] },
        before: { ...before, startPts, endPts },
        after: { ...before, ...range },
      })
    },
    setRule({ contentId, modelId, before, after }) {
      act({
        done: { rule: { modelId, rule: after } },
        undone: { rule: { modelId, rule: before } },
        ...hereOr({ contentId, startPts: null, endPts: null }),
      })
    },
    undo: goBack,
    redo: goOn,
  }
}

/** A step that leaves a person where they are. `place`: where that is, before the review has begun. */
function hereOr({
  contentId,
  startPts,
  endPts,
}: Omit<Place, 'sec'>): Pick<Step, 'before' | 'after'> {
  const place = placeNow() ?? { contentId, startPts, endPts, sec: null }
  return { before: place, after: place }
}

function lastDismissed({ past }: UndoStack): string | null {
  const [last, ...others] = past.at(-1)?.done.decisions ?? []
  return last?.value?.decision === 'dismissed' && others.length === 0 ? last.markId : null
}

function decisionsOf({ contentId, startPts, endPts, mark }: Flag, change: Partial<VerdictValue>) {
  const at = { contentId, markId: mark?.id ?? crypto.randomUUID(), startPts, endPts }
  const done: Decision = { ...at, value: { ...(mark?.value ?? UNDECIDED), ...change } }
  const undone: Decision = { ...at, value: mark?.value ?? null }
  return { done, undone }
}

/** Sends a change. The screen shows it before the answer comes. */
function useApply() {
  const client = useQueryClient()
  const decide = useAct('review.decide')
  const setSettings = useAct('settings.set')
  /** Answers that were asked for after the change, whatever is still on its way. */
  const refetch = async () => {
    const predicate = ({ queryKey: [name] }: Query) => /^review\.(flags|open)/.test(String(name))
    const fetching = client.getQueryCache().findAll({ predicate, fetchStatus: 'fetching' })
    await Promise.allSettled(fetching.map(({ promise }) => promise))
    await client.refetchQueries({ predicate })
  }
  const apply = ({ decisions, rule }: Change) => {
    if (decisions) {
      addPending(decisions)
      decide.mutate(
        { decisions: [...decisions] },
        { onSettled: () => void refetch().finally(() => dropPending(decisions)) },
      )
    }
    if (rule) {
      const settings = client.getQueryData<Settings>(['settings.get', {}])
      setSettings.mutate({ rules: { ...settings?.rules, [rule.modelId]: rule.rule } })
    }
  }
  return { apply, error: decide.error ?? setSettings.error }
}
