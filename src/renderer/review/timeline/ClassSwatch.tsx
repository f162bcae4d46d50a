import type { ClassLook } from '#contract/class-look.ts'
import { lookStyle } from './class-style.ts'

interface Props {
  readonly look: ClassLook
  /** Size, in place of a small square. */
  readonly className?: string
}

/** A class by hue and pattern, beside its name. */
export function ClassSwatch({ look, className = 'size-4' }: Props) {
  return (
    <span
      aria-hidden
      data-pattern={look.pattern}
      className={`inline-block shrink-0 border border-ink ${className}`}
      style={lookStyle(look)}
    />
  )
}

interface CodeProps {
  readonly look: ClassLook
  readonly code: string
  readonly isUncertain?: boolean
  readonly className: string
}

/** A class by all three: hue, pattern and code. */
export function ClassCode({ look, code, isUncertain = false, className }: CodeProps) {
  return (
    <span
      aria-hidden
      data-pattern={look.pattern}
      className={`grid shrink-0 place-items-center rounded-sm border border-ink ${isUncertain ? 'border-dashed' : ''} ${className}`}
      style={lookStyle(look)}
    >
      <span className="rounded-sm bg-white px-0.5 font-semibold text-black">{code}</span>
    </span>
  )
}
