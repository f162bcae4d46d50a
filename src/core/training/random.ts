/** Seeded numbers, the same on every machine: everything random in a training comes from here. */
export class Random {
  #state: number

  /** The same parts, in the same order, give the same numbers; any other give others. */
  constructor(...parts: readonly (number | string)[]) {
    this.#state = hash(parts.join('\n'))
  }

  /** In [0, 1). Mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number in 0 … limit − 1. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** Standard normal, by the Box-Muller transform. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
  }

  /** Fisher and Yates. */
  shuffled<T>(items: readonly T[]): T[] {
    const out = [...items]
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const other = out[j]!
      out[j] = out[i]!
      out[i] = other
    }
    return out
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value | 0
}
