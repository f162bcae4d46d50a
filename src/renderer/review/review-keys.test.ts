import { beforeEach, expect, it } from 'vitest'
import type { Flag } from '#contract/review.ts'
import { settingsSchema } from '#contract/settings.ts'
import { ACTION_IDS, type ActionId, scopeOf } from '#renderer/keys/actions.ts'
import { usePlayerSession } from '#renderer/player/session.ts'
import { usePlayhead } from './playhead.ts'
import { flagKeys, videoKeys } from './review-keys.ts'

const flag = (startSec: number, endSec: number) => ({ startSec, endSec }) as Flag
const FLAGS = [flag(1, 3), flag(10, 20)]

/** An object that writes down what is called on it; `answers` are what its methods return. */
function recorded<T>(calls: unknown[][], answers: Readonly<Record<string, unknown>> = {}): T {
  return new Proxy({} as object, {
    get:
      (_, name: string) =>
      (...parts: unknown[]) => {
        if (!(name in answers)) calls.push([name, ...parts])
        return answers[name]
      },
  }) as T
}

/** All keys of the review with the first flag open, 25 frames a second, 200 s in view. */
function makeKeys({ threshold = 0.5, reactionMs = 0, advances = true } = {}) {
  const calls: unknown[][] = []
  const note =
    (name: string) =>
    (...parts: unknown[]) =>
      void calls.push([name, ...parts])
  const settings = settingsSchema.parse({ review: { reactionMs } })
  const frames = {
    frameAt: async (sec: number) => Math.floor(sec * 25 + 1e-6),
    startOf: async (frame: number) => frame / 25,
  }
  const parts = {
    player: { current: recorded(calls) },
    timeline: { current: recorded(calls, { span: 200 }) },
    ...{ selected: FLAGS[0], flags: FLAGS, settings, frames },
    rule: { threshold },
    ...{ setRule: note('setRule'), setEdge: note('setEdge') },
    ...{ setDialog: note('setDialog'), selectAt: note('selectAt') },
  }
  const { onPress, onRelease } = videoKeys(parts as unknown as Parameters<typeof videoKeys>[0])
  const flagParts = {
    ...{ selected: FLAGS[0], advances },
    ...{ edits: recorded(calls, {}), steps: recorded(calls) },
  }
  // Undo and redo are handed over as they are.
  const own = flagKeys(flagParts as unknown as Parameters<typeof flagKeys>[0])
  const keys = { ...onPress, ...own }
  const press = (action: ActionId) => {
    calls.length = 0
    keys[action]?.()
    return [...calls]
  }
  return { calls, keys, press, release: onRelease['protection.reveal'] }
}

beforeEach(() => {
  usePlayhead.setState({ contentId: 'c', sec: 12, goalSec: null })
  usePlayerSession.setState({ rate: 1 })
})

it('has something to do for every key of the review', () => {
  const { keys } = makeKeys()
  const without = ACTION_IDS.filter((id) => scopeOf(id) === 'review' && !keys[id])
  // Export has a button of its own, which listens itself.
  expect(without).toEqual(['flag.export'])
})

it.each<[ActionId, unknown[]]>([
  ['play.toggle', ['toggle']],
  ['play.shuttleBack', ['shuttle', -1]],
  ['play.shuttleForward', ['shuttle', 1]],
  ['play.frameBack', ['step', -1]],
  ['play.frameForward', ['step', 1]],
  ['play.back1', ['skip', -1]],
  ['play.forward1', ['skip', 1]],
  ['play.back10', ['skip', -10]],
  ['play.forward10', ['skip', 10]],
  ['play.backView', ['skip', -2]],
  ['play.forwardView', ['skip', 2]],
  ['play.start', ['start']],
  ['play.end', ['end']],
  ['play.sound', ['toggleSound']],
  ['protection.reveal', ['setRevealed', true]],
  ['timeline.zoomIn', ['zoom', 2]],
  ['timeline.zoomOut', ['zoom', 0.5]],
  ['timeline.whole', ['whole']],
  ['timeline.toggle', ['toggle']],
  ['timeline.flag', ['showFlag']],
  ['timeline.lower', ['setRule', { threshold: 0.48 }, true]],
  ['timeline.raise', ['setRule', { threshold: 0.52 }, true]],
  ['flag.atPlayhead', ['selectAt', FLAGS[1], 12]],
  ['flag.nextOpen', ['go', 1, true]],
  ['flag.previousOpen', ['go', -1, true]],
])('does what the key is for: %s', (action, call) =>
  expect(makeKeys().press(action)).toEqual([call]),
)

it('takes the threshold no further than its ends', () => {
  const threshold = (at: number, action: ActionId) => makeKeys({ threshold: at }).press(action)
  expect(threshold(0.99, 'timeline.raise')).toEqual([['setRule', { threshold: 1 }, true]])
  expect(threshold(0.01, 'timeline.lower')).toEqual([['setRule', { threshold: 0 }, true]])
})

it('selects nothing where no flag is at the playhead', () => {
  usePlayhead.setState({ sec: 5 })
  expect(makeKeys().press('flag.atPlayhead')).toEqual([])
})

it('goes on after a verdict where that is wanted', () => {
  const decided = ['decide', [FLAGS[0]], { decision: 'confirmed' }]
  expect(makeKeys().press('verdict.confirm')).toEqual([decided, ['go', 1]])
  expect(makeKeys({ advances: false }).press('verdict.confirm')).toEqual([decided])
})

it('reveals no longer than its key is held', () => {
  const { calls, press, release } = makeKeys()
  press('protection.reveal')
  release?.()
  expect(calls.at(-1)).toEqual(['setRevealed', false])
})

it('takes the hand’s time off in and out points, at the speed that is played at, unless Shift is held', async () => {
  const { calls, press } = makeKeys({ reactionMs: 400 })
  const edge = async (action: ActionId) => {
    press(action)
    await expect.poll(() => calls).toHaveLength(1)
    return calls[0]
  }
  expect(await edge('verdict.inPoint')).toEqual(['setEdge', 'in', 11.6, true])
  // The frame on screen belongs to the range.
  expect(await edge('verdict.outPoint')).toEqual(['setEdge', 'out', 11.64, true])
  expect(await edge('verdict.inPointNow')).toEqual(['setEdge', 'in', 12, true])
  expect(await edge('verdict.outPointNow')).toEqual(['setEdge', 'out', 12.04, true])
  usePlayerSession.setState({ rate: 2 })
  expect(await edge('verdict.inPoint')).toEqual(['setEdge', 'in', 11.2, true])
})
