/** 3725.4 → 1:02:05.4; tenths below an hour's list only where asked for. */
export function clock(seconds: number, tenths = false): string {
  const total = Math.max(0, tenths ? Math.floor(seconds * 10) / 10 : Math.floor(seconds))
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const rest = (total % 60).toFixed(tenths ? 1 : 0).padStart(tenths ? 4 : 2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

export function score(value: number): string {
  return value.toFixed(2)
}
