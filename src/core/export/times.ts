/** 3725.5 → "01:02:05.500": what a person seeks to, to the millisecond. */
export function timeText(seconds: number): string {
  const millis = Math.max(0, Math.round(seconds * 1000))
  const parts = [Math.floor(millis / 3_600_000), Math.floor(millis / 60_000) % 60]
  const sec = String(Math.floor(millis / 1000) % 60).padStart(2, '0')
  const rest = String(millis % 1000).padStart(3, '0')
  return `${parts.map((part) => String(part).padStart(2, '0')).join(':')}:${sec}.${rest}`
}

/** 3725 → "1:02:05", 12.5 → "0:12.5": tenths where it has them. */
export function shortTime(seconds: number): string {
  const total = Math.round(seconds * 10) / 10
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor(total / 60) % 60]
  const rest = total % 60
  const sec = (rest % 1 === 0 ? String(rest) : rest.toFixed(1)).padStart(
    rest % 1 === 0 ? 2 : 4,
    '0',
  )
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${sec}` : `${minutes}:${sec}`
}

/** "2026-01-31 12:00:00 UTC" */
export function utcText(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
