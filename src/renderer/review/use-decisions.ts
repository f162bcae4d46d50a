import { create } from 'zustand'
import type { Decision, Flag, VerdictValue } from '#contract/review.ts'
import { useAct } from '#renderer/client/queries.ts'
import { EMPTY, push, redo, type Step, type UndoStack, undo } from './undo-stack.ts'

const UNDECIDED: VerdictValue = {
  ...{ decision: null, reason: null, class: null, note: '', hasOwnRange: false },
}

/** Over all files: the way back leads through every file that was decided on. */
const useStack = create<UndoStack>(() => EMPTY)

/** Decisions about flags, stored at once, and the way back. `onMove`: where the person is taken by undo and redo. */
export function useDecisions(onMove: (step: Step) => void) {
  const decide = useAct('review.decide')
  const stack = useStack()
  const send = (decisions: readonly Decision[]) => decide.mutate({ decisions: [...decisions] })
  const move = (way: typeof undo, part: 'done' | 'undone') => {
    const found = way(stack)
    if (!found) return
    useStack.setState(found.stack)
    send(found.step[part])
    onMove(found.step)
  }
  return {
    error: decide.error,
    canUndo: stack.past.length > 0,
    canRedo: stack.future.length > 0,
    decide(flag: Flag, change: Partial<VerdictValue>) {
      const { contentId, startPts, endPts, mark } = flag
      const markId = mark?.id ?? crypto.randomUUID()
      const at = { contentId, markId, startPts, endPts }
      const done: Decision[] = [{ ...at, value: { ...(mark?.value ?? UNDECIDED), ...change } }]
      const undone: Decision[] = [{ ...at, value: mark?.value ?? null }]
      useStack.setState((now) => push(now, { done, undone, startPts, contentId }))
      send(done)
    },
    undo: () => move(undo, 'undone'),
    redo: () => move(redo, 'done'),
  }
}
