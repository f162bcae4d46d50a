/**
 * Whole numbers that lie close together, as differences in as few bytes as they need: time stamps of frames take two
 * bytes each in place of eight. Little-endian groups of seven bits, the sign in the lowest bit (zigzag).
 */
export function encodeDeltas(values: readonly number[]): Uint8Array {
  const bytes: number[] = []
  let last = 0
  for (const value of values) {
    const delta = value - last
    let rest = delta < 0 ? -2 * delta - 1 : 2 * delta
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
    bytes.push(rest)
    last = value
  }
  return Uint8Array.from(bytes)
}

export function decodeDeltas(bytes: Uint8Array): number[] {
  const values: number[] = []
  let [last, rest, scale] = [0, 0, 1]
  for (const byte of bytes) {
    rest += (byte & 0x7f) * scale
    scale *= 0x80
    if (byte & 0x80) continue
    last += rest % 2 === 1 ? -(rest + 1) / 2 : rest / 2
    values.push(last)
    rest = 0
    scale = 1
  }
  return values
}
