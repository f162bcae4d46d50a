import { useQueryClient } from '@tanstack/react-query'
import { create } from 'zustand'
import type { Decision, Flag, FlagList, Mark, ReviewVideo, VerdictValue } from '#contract/review.ts'
import type { ReviewRule, Settings } from '#contract/settings.ts'
import { useAct } from '#renderer/client/queries.ts'
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
export function useEdits(onMove: (step: Step) => void): Edits {
  const { apply, error } = useApply()
  const stack = useStack()
  const act = (step: Step) => {
    useStack.setState((now) => push(now, step))
    apply(step.done)
  }
  const move = (way: typeof undo, part: 'done' | 'undone') => {
    const found = way(useStack.getState())
    if (!found) return
    useStack.setState(found.stack)
    apply(found.step[part])
    onMove(found.step)
  }
  return {
    error,
    canUndo: stack.past.length > 0,
    canRedo: stack.future.length > 0,
    decide(flags, change) {
      const [first] = flags
      if (!first) return
      const steps = flags.map((flag) => decisionsOf(flag, change))
      act({
        done: { decisions: steps.map(({ done }) => done) },
        undone: { decisions: steps.map(({ undone }) => undone) },
        contentId: first.contentId,
        startPts: first.startPts,
      })
    },
    setRange(flag, range) {
      const { done, undone } = decisionsOf(flag, { hasOwnRange: true })
      const { contentId, startPts } = flag
      act({
        done: { decisions: [{ ...done, ...range }] },
        undone: { decisions: [undone] },
        ...{ contentId, startPts },
      })
    },
    setRule({ contentId, modelId, before, after }) {
      act({
        done: { rule: { modelId, rule: after } },
        undone: { rule: { modelId, rule: before } },
        ...{ contentId, startPts: null },
      })
    },
    undo: () => move(undo, 'undone'),
    redo: () => move(redo, 'done'),
  }
}

function decisionsOf({ contentId, startPts, endPts, mark }: Flag, change: Partial<VerdictValue>) {
  const at = { contentId, markId: mark?.id ?? crypto.randomUUID(), startPts, endPts }
  const done: Decision = { ...at, value: { ...(mark?.value ?? UNDECIDED), ...change } }
  const undone: Decision = { ...at, value: mark?.value ?? null }
  return { done, undone }
}

/** Sends a change; the screen shows it before the answer comes, and the answer's event makes it true. */
function useApply() {
  const client = useQueryClient()
  const decide = useAct('review.decide')
  const setSettings = useAct('settings.set')
  const refresh = () =>
    client.invalidateQueries({ predicate: ({ queryKey: [name] }) => /^review/.test(String(name)) })
  const apply = ({ decisions, rule }: Change) => {
    if (decisions) {
      client.setQueryData<FlagList>(['review.flags', {}], (list) => list && patch(list, decisions))
      for (const contentId of new Set(decisions.map((each) => each.contentId)))
        client.setQueryData<ReviewVideo>(
          ['review.open', { contentId }],
          (video) => video && { ...video, marks: patchMarks(video.marks, decisions, contentId) },
        )
      decide.mutate({ decisions: [...decisions] }, { onError: () => void refresh() })
    }
    if (rule) {
      const settings = client.getQueryData<Settings>(['settings.get', {}])
      setSettings.mutate({ rules: { ...settings?.rules, [rule.modelId]: rule.rule } })
    }
  }
  return { apply, error: decide.error ?? setSettings.error }
}

function markOf({ contentId, markId, startPts, endPts, value }: Decision): Mark | null {
  return value && { id: markId, contentId, startPts, endPts, value, reviewer: '', at: Date.now() }
}

function patch(list: FlagList, decisions: readonly Decision[]): FlagList {
  const byMark = new Map(decisions.map((decision) => [decision.markId, decision]))
  const byPlace = new Map(
    decisions.map((decision) => [`${decision.contentId} ${decision.startPts}`, decision]),
  )
  const flags = list.flags.map((flag) => {
    const decision =
      (flag.mark && byMark.get(flag.mark.id)) ?? byPlace.get(`${flag.contentId} ${flag.startPts}`)
    return decision ? { ...flag, mark: markOf(decision) } : flag
  })
  return { ...list, flags }
}

function patchMarks(
  marks: readonly Mark[],
  decisions: readonly Decision[],
  contentId: string,
): Mark[] {
  const own = decisions.filter((decision) => decision.contentId === contentId)
  const changed = new Set(own.map(({ markId }) => markId))
  const added = own.map(markOf).filter((mark) => mark !== null)
  return [...marks.filter(({ id }) => !changed.has(id)), ...added]
}
