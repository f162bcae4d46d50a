/** An exact fraction, as containers write rates and time bases. */
export interface Rational {
  readonly num: number
  readonly den: number
}

export function asNumber({ num, den }: Rational): number {
  return num / den
}

/** `30000/1001` as ffprobe prints it; undefined for `0/0`, a negative or anything else. */
export function parseRational(text: string): Rational | undefined {
  const match = /^(\d{1,10})\/(\d{1,10})$/.exec(text)
  if (!match) return undefined
  const num = Number(match[1])
  const den = Number(match[2])
  return num > 0 && den > 0 ? { num, den } : undefined
}

/** Lowest terms. Both parts are whole numbers of at least 0, the denominator above. */
export function reduced(num: bigint, den: bigint): Rational {
  let [a, b] = [num, den]
  while (b > 0n) [a, b] = [b, a % b]
  return { num: Number(num / a), den: Number(den / a) }
}
