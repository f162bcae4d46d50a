import type { ComponentProps } from 'react'

type Look = 'plain' | 'primary' | 'quiet'

const LOOKS: Readonly<Record<Look, string>> = {
  plain: 'border border-line-strong bg-raised text-ink hover:bg-sunken',
  primary: 'border border-accent bg-accent text-on-accent hover:opacity-90',
  quiet: 'border border-transparent text-ink hover:bg-sunken',
}

export function Button({
  look = 'plain',
  className = '',
  ...rest
}: ComponentProps<'button'> & { look?: Look }) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-8 items-center gap-2 rounded px-3 text-[0.8125rem] disabled:opacity-50 ${LOOKS[look]} ${className}`}
      {...rest}
    />
  )
}
