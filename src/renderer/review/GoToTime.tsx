import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { clock } from '#renderer/ui/format.ts'
import { parsePlace } from './parse-place.ts'

interface Props {
  readonly data: TimelineData
  readonly seek: (sec: number) => void
  readonly onClose: () => void
}

export function GoToTime({ data, seek, onClose }: Props) {
  const { t } = useTranslation('review')
  const [text, setText] = useState('')
  const sec = parsePlace(text, data.framesPerSec)
  const isOutside = sec !== null && sec > data.totalSec
  const isWrong = text.trim() !== '' && (sec === null || isOutside)
  return (
    <Dialog title={t('goTo')} onClose={onClose} className="w-80">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (sec === null || isOutside) return
          seek(sec)
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
        <Button type="submit" look="primary" disabled={sec === null || isOutside}>
          {t('go')}
        </Button>
      </form>
    </Dialog>
  )
}
