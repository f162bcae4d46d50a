import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag } from '#contract/review.ts'
import { useHint } from '#renderer/keys/use-keys.ts'
import type { FrameClock } from '#renderer/player/frame-clock.ts'
import { useFrameClock } from '#renderer/player/use-frame-clock.ts'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'
import { clock } from '#renderer/ui/format.ts'
import { isInVideo, parsePlace, secondsOf } from './parse-place.ts'
import type { SetEdge } from './use-range.ts'

interface Props {
  readonly flag: Flag
  readonly data: TimelineData
  readonly setEdge: SetEdge
}

/** In- and out-point as fields, for those who do not drag. */
export function RangeFields({ flag, data, setEdge }: Props) {
  const { t } = useTranslation('review')
  const hint = useHint()
  const frames = useFrameClock(flag.contentId, data.clock)
  const key = `${flag.startPts} ${flag.endPts}`
  return (
    <div className="mt-2 flex gap-2">
      <Field
        key={`in ${key}`}
        {...{ label: t('in'), sec: flag.startSec, data, frames }}
        onSet={(sec) => setEdge('in', sec, true)}
        hint={hint(t('in'), 'verdict.inPoint')}
      />
      <Field
        key={`out ${key}`}
        {...{ label: t('out'), sec: flag.endSec, data, frames }}
        onSet={(sec) => setEdge('out', sec, true)}
        hint={hint(t('out'), 'verdict.outPoint')}
      />
    </div>
  )
}

interface FieldProps {
  readonly label: string
  readonly sec: number
  readonly data: TimelineData
  readonly frames: FrameClock
  readonly onSet: (sec: number) => void
  readonly hint: string
}

function Field({ label, sec, data, frames, onSet, hint }: FieldProps) {
  const shown = clock(sec, true)
  const [text, setText] = useState(shown)
  const parsed = parsePlace(text)
  const set = () => {
    if (text === shown) return
    if (parsed === null || !isInVideo(parsed, data)) setText(shown)
    else secondsOf(parsed, frames).then(onSet, () => setText(shown))
  }
  return (
    <label title={hint} className="flex min-w-0 flex-1 items-center gap-1">
      <span className="text-[0.75rem] text-ink-muted">{label}</span>
      <input
        className="min-h-7 w-full min-w-0 rounded border border-line-strong bg-surface px-1.5 tabular-nums"
        value={text}
        aria-invalid={parsed === null}
        onChange={({ target }) => setText(target.value)}
        onBlur={set}
        onKeyDown={({ key }) => {
          if (key === 'Enter') set()
          if (key === 'Escape') setText(shown)
        }}
      />
    </label>
  )
}
