import type { ReactNode } from 'react'
import { Button } from './Button.tsx'

interface Props {
  readonly title: string
  readonly text: string
  readonly action: string
  readonly onAct: () => void
  /** What there is all the same. */
  readonly children?: ReactNode
}

/** A screen with nothing to show: why, and the one thing to do about it. */
export function EmptyScreen({ title, text, action, onAct, children }: Props) {
  return (
    <main className="mx-auto mt-[14vh] max-w-xl px-4 leading-6">
      <h1 className="mb-2 text-xl font-semibold">{title}</h1>
      <p className="mb-4 text-ink-muted">{text}</p>
      <Button look="primary" onClick={onAct}>
        {action}
      </Button>
      {children && <div className="mt-6">{children}</div>}
    </main>
  )
}
