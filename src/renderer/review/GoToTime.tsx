import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FrameClock } from '#renderer/player/frame-clock.ts'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { clock } from '#renderer/ui/format.ts'
import { isInVideo, parsePlace, secondsOf } from './parse-place.ts'

interface Props {
  readonly data: TimelineData
  readonly frames: FrameClock
  readonly seek: (sec: number) => void
  readonly onClose: () => void
}

export function GoToTime({ data, frames, seek, onClose }: Props) {
  const { t } = useTranslation('review')
  const [text, setText] = useState('')
  const place = parsePlace(text)
  const isOutside = place !== null && !isInVideo(place, data)
  const isWrong = text.trim() !== '' && (place === null || isOutside)
  return (
    <Dialog title={t('goTo')} onClose={onClose} className="w-80">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (place === null || isOutside) return
          secondsOf(place, frames).then(seek, () => undefined)
          onClose()
        }}
      >
        <input
          aria-label={t('goTo')}
          aria-invalid={isWrong}
          aria-describedby="place-help"
          placeholder="1:23.5"
          className="min-h-9 rounded border border-line-strong bg-surface px-2 tabular-nums"
          value={text}
          onChange={({ target }) => setText(target.value)}
          autoFocus
        />
        <p
          id="place-help"
          className={`text-[0.75rem] ${isWrong ? 'text-danger' : 'text-ink-muted'}`}
        >
          {isOutside ? t('outside', { end: clock(data.totalSec, true) }) : t('goToHelp')}
        </p>
        <Button type="submit" look="primary" disabled={place === null || isOutside}>
          {t('go')}
        </Button>
      </form>
    </Dialog>
  )
}
