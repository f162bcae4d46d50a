import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag } from '#contract/review.ts'
import { Uncertain } from '#renderer/review/Uncertain.tsx'
import { isUncertain } from '#renderer/review/uncertain.ts'
import { clock, score } from '#renderer/ui/format.ts'

interface Props {
  readonly flags: readonly Flag[]
  readonly x: number
  readonly y: number
  readonly displayOf: (label: string) => string
  readonly onChoose: (flag: Flag) => void
  readonly onClose: () => void
}

/** Where several narrow flags lie under one press. */
export function FlagChooser({ flags, x, y, displayOf, onChoose, onClose }: Props) {
  const { t } = useTranslation('timeline')
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector('button')?.focus()
  }, [])
  const step = (by: number) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    buttons[(at + by + buttons.length) % buttons.length]?.focus()
  }
  return (
    <div
      ref={list}
      role="menu"
      aria-label={t('choose')}
      tabIndex={-1}
      className="absolute z-20 max-h-60 overflow-auto rounded border border-line-strong bg-raised py-1 text-[0.8125rem] shadow-lg"
      style={{ left: x, top: y }}
      onBlur={({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget)) onClose()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
        else if (event.key === 'ArrowDown') step(1)
        else if (event.key === 'ArrowUp') step(-1)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      {flags.map((flag) => (
        <button
          key={flag.startPts}
          type="button"
          role="menuitem"
          className="flex min-h-8 w-full items-center justify-between gap-4 px-3 text-left tabular-nums hover:bg-sunken"
          onClick={() => onChoose(flag)}
        >
          <span>
            {clock(flag.startSec, true)} {displayOf(flag.class)}
            {isUncertain(flag) && <Uncertain />}
          </span>
          <span>{score(flag.score)}</span>
        </button>
      ))}
    </div>
  )
}
