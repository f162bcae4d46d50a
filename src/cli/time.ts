/** 3725.5 → "01:02:05.50": what a person seeks to. */
export function formatTime(seconds: number): string {
  const hundredths = Math.round(seconds * 100)
  const parts = [
    Math.floor(hundredths / 360_000),
    Math.floor(hundredths / 6000) % 60,
    Math.floor(hundredths / 100) % 60,
  ].map((part) => String(part).padStart(2, '0'))
  return `${parts.join(':')}.${String(hundredths % 100).padStart(2, '0')}`
}

/** 125 → "2 min 5 s": how long something takes. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
