import type { RefObject } from 'react'
import type { Flag } from '#contract/review.ts'
import type { ReviewRule, Settings } from '#contract/settings.ts'
import type { KeyHandlers } from '#renderer/keys/use-keys.ts'
import type { FrameClock } from '#renderer/player/frame-clock.ts'
import type { PlayerHandle } from '#renderer/player/Player.tsx'
import { usePlayerSession } from '#renderer/player/session.ts'
import type { TimelineHandle } from '#renderer/review/timeline/Timeline.tsx'
import { usePlayhead } from './playhead.ts'
import { flagAtPlayhead } from './use-arrival.ts'
import type { Edits } from './use-edits.ts'
import type { SetEdge } from './use-range.ts'
import type { SetRule } from './use-rule.ts'
import type { Steps } from './use-steps.ts'
import type { OpenDialog } from './VideoReview.tsx'

interface VideoParts {
  readonly player: RefObject<PlayerHandle | null>
  readonly timeline: RefObject<TimelineHandle | null>
  readonly selected: Flag | null
  readonly flags: readonly Flag[]
  readonly rule: ReviewRule
  readonly setRule: SetRule
  readonly setEdge: SetEdge
  readonly setDialog: (dialog: OpenDialog) => void
  readonly settings: Settings | undefined
  readonly selectAt: (flag: Flag, sec: number) => void
  readonly frames: FrameClock
}

/** One press of the threshold keys. */
const THRESHOLD_STEP = 0.02
/** One press of the keys that move the view, as a share of it. */
const PAN_STEP = 0.1

/** What the keys do to the open video. */
export function videoKeys(parts: VideoParts): { onPress: KeyHandlers; onRelease: KeyHandlers } {
  const { player } = parts
  return {
    onPress: { ...playKeys(parts), ...pointKeys(parts), ...timelineKeys(parts) },
    onRelease: { 'protection.reveal': () => player.current?.setRevealed(false) },
  }
}

function playKeys({ player, timeline, setDialog }: VideoParts): KeyHandlers {
  const skip = (seconds: number) => () => player.current?.skip(seconds)
  const skipView = (share: number) => () =>
    player.current?.skip(share * (timeline.current?.span() ?? 0))
  return {
    'play.toggle': () => player.current?.toggle(),
    'play.shuttleBack': () => player.current?.shuttle(-1),
    'play.shuttleForward': () => player.current?.shuttle(1),
    'play.frameBack': () => player.current?.step(-1),
    'play.frameForward': () => player.current?.step(1),
    'play.back1': skip(-1),
    'play.forward1': skip(1),
    'play.back10': skip(-10),
    'play.forward10': skip(10),
    'play.backView': skipView(-0.01),
    'play.forwardView': skipView(0.01),
    'play.start': () => player.current?.start(),
    'play.end': () => player.current?.end(),
    'play.goTo': () => setDialog('place'),
    'play.sound': () => player.current?.toggleSound(),
    'protection.reveal': () => player.current?.setRevealed(true),
  }
}

function pointKeys({
  selected,
  flags,
  settings,
  setEdge,
  selectAt,
  setDialog,
  frames,
}: VideoParts): KeyHandlers {
  const point = (edge: 'in' | 'out', delayMs: number) => () => {
    if (!selected) return
    // So much of the video went by before the hand moved.
    const delaySec = (delayMs / 1000) * usePlayerSession.getState().rate
    const sec = Math.max(0, usePlayhead.getState().sec - delaySec)
    // The frame on screen belongs to the range.
    frames
      .frameAt(sec)
      .then((frame) => frames.startOf(edge === 'in' ? frame : frame + 1))
      .then(
        (exact) => setEdge(edge, exact, true),
        () => setEdge(edge, sec, true),
      )
  }
  const reactionMs = settings?.review.reactionMs ?? 0
  return {
    'flag.atPlayhead': () => {
      const flag = flagAtPlayhead(flags)
      if (flag) selectAt(flag, usePlayhead.getState().sec)
    },
    'verdict.relabel': () => setDialog('class'),
    'verdict.note': () => document.getElementById('note')?.focus(),
    'verdict.inPoint': point('in', reactionMs),
    'verdict.outPoint': point('out', reactionMs),
    'verdict.inPointNow': point('in', 0),
    'verdict.outPointNow': point('out', 0),
  }
}

function timelineKeys({ timeline, rule, setRule }: VideoParts): KeyHandlers {
  const shift = (by: number) => () => {
    const threshold = Math.max(0, Math.min(1, Math.round((rule.threshold + by) * 100) / 100))
    setRule({ threshold }, true)
  }
  return {
    'timeline.zoomIn': () => timeline.current?.zoom(2),
    'timeline.zoomOut': () => timeline.current?.zoom(0.5),
    'timeline.whole': () => timeline.current?.whole(),
    'timeline.toggle': () => timeline.current?.toggle(),
    'timeline.flag': () => timeline.current?.showFlag(),
    'timeline.panBack': () => timeline.current?.pan(-PAN_STEP),
    'timeline.panForward': () => timeline.current?.pan(PAN_STEP),
    'timeline.lower': shift(-THRESHOLD_STEP),
    'timeline.raise': shift(THRESHOLD_STEP),
  }
}

interface FlagParts {
  readonly selected: Flag | null
  readonly edits: Edits
  readonly steps: Steps
  /** Goes on to the next flag after a verdict. */
  readonly advances: boolean
}

/** What the keys do to flags. They work while the next video is still being opened: no press is lost. */
export function flagKeys({ selected, edits, steps, advances }: FlagParts): KeyHandlers {
  const decide = (decision: 'confirmed' | 'dismissed' | 'escalated') => () => {
    if (!selected) return
    edits.decide([selected], { decision })
    if (advances) steps.go(1)
  }
  return {
    'flag.next': () => steps.go(1),
    'flag.previous': () => steps.go(-1),
    'flag.nextOpen': () => steps.go(1, true),
    'flag.previousOpen': () => steps.go(-1, true),
    'flag.nextRow': () => steps.go(1),
    'flag.previousRow': () => steps.go(-1),
    'verdict.confirm': decide('confirmed'),
    'verdict.dismiss': decide('dismissed'),
    'verdict.escalate': decide('escalated'),
    'edit.undo': edits.undo,
    'edit.redo': edits.redo,
  }
}
