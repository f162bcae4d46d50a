import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lookOf } from '#contract/class-look.ts'
import type { Flag, ReviewModel } from '#contract/review.ts'
import { ClassSwatch } from '#renderer/review/timeline/ClassSwatch.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import type { Edits } from './use-edits.ts'

interface Props {
  readonly model: ReviewModel
  readonly flag: Flag
  readonly edits: Edits
  readonly onClose: () => void
}

/** Another class, by its first letters. */
export function RelabelPalette({ model, flag, edits, onClose }: Props) {
  const { t } = useTranslation('review')
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const listId = useId()
  const found = matching(model.labels.slice(1), text)
  const choose = (label: string | undefined) => {
    if (label === undefined) return
    if (label !== flag.class) edits.decide([flag], { class: label })
    onClose()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, found.length))
    else if (event.key === 'ArrowUp') setActive((active - 1 + found.length) % found.length)
    else if (event.key === 'Enter') choose(found[active]?.id)
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={t('relabelTitle')} onClose={onClose} className="w-80">
      <input
        role="combobox"
        aria-label={t('relabelType')}
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[active] ? `${listId}-${found[active].id}` : undefined}
        placeholder={t('relabelType')}
        className="min-h-9 rounded border border-line-strong bg-surface px-2"
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          setActive(0)
        }}
        onKeyDown={onKey}
        autoFocus
      />
      <Options {...{ id: listId, found, active, model, current: flag.class, choose }} />
      {found.length === 0 && <p className="text-[0.8125rem]">{t('noClass')}</p>}
    </Dialog>
  )
}

interface OptionsProps {
  readonly id: string
  readonly found: readonly Label[]
  readonly active: number
  readonly model: ReviewModel
  readonly current: string
  readonly choose: (label: string) => void
}

function Options({ id, found, active, model, current, choose }: OptionsProps) {
  const { t } = useTranslation('review')
  return (
    <div id={id} role="listbox" aria-label={t('relabelTitle')} className="max-h-72 overflow-auto">
      {found.map((label, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above.
        <div
          key={label.id}
          id={`${id}-${label.id}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === active}
          className="flex min-h-9 cursor-pointer items-center gap-2 rounded px-2 text-[0.8125rem] hover:bg-sunken aria-selected:bg-sunken"
          onClick={() => choose(label.id)}
        >
          <ClassSwatch look={lookOf(model.labels, label.id)} />
          <span className="w-6 font-semibold">{label.code}</span>
          <span className="flex-1">{label.display}</span>
          {label.id === current && <span className="text-ink-muted">{t('current')}</span>}
        </div>
      ))}
    </div>
  )
}

type Label = ReviewModel['labels'][number]

/** Those that begin so come first, then those with it somewhere. */
function matching(labels: readonly Label[], text: string): readonly Label[] {
  const part = text.trim().toLowerCase()
  const rank = ({ display, code }: Label) => {
    const name = display.toLowerCase()
    if (code.toLowerCase() === part || name.startsWith(part)) return 0
    return name.includes(part) ? 1 : 2
  }
  return labels.filter((label) => rank(label) < 2).sort((a, b) => rank(a) - rank(b))
}
