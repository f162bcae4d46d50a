/** A stream of pseudo-random numbers (mulberry32); the same seed gives the same stream everywhere. */
export interface Random {
  /** 0 ≤ n < 1 */
  next(): number
  between(low: number, high: number): number
  /** Both ends included. */
  int(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** A seed for something that has a stream of its own. */
  seed(): number
}

export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    return scramble(state)
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    int: (low, high) => low + Math.floor((high - low + 1) * next()),
    chance: (probability) => next() < probability,
    pick: (list) => {
      if (list.length === 0) throw new Error('There is nothing to pick from.')
      return list[Math.floor(next() * list.length)]!
    },
    seed: () => Math.floor(next() * 2 ** 32),
  }
}

function scramble(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** The n-th number of a seed without the ones before it, 0 ≤ … < 1. */
export function hash(seed: number, n: number): number {
  return scramble((Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(n | 0, 0xc2b2ae35)) | 0)
}

export function mixSeed(seed: number, text: string): number {
  let mixed = (seed ^ 0x811c9dc5) | 0
  for (const character of text) mixed = Math.imul(mixed ^ character.codePointAt(0)!, 0x01000193)
  return Math.floor(hash(mixed, seed) * 2 ** 32)
}

/** Smooth noise from -1 to 1 that changes about once a unit of time. */
export function drift(seed: number, time: number): number {
  const left = Math.floor(time)
  const part = time - left
  const weight = part * part * (3 - 2 * part)
  return (hash(seed, left) * (1 - weight) + hash(seed, left + 1) * weight) * 2 - 1
}
