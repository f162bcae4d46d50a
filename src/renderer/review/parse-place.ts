/** "1:02:03.5", "2:03", "83.2" in seconds, "#1500" as a frame; null for anything else. */
export function parsePlace(text: string, framesPerSec: number): number | null {
  const trimmed = text.trim()
  const frame = /^#(\d+)$/.exec(trimmed)
  // Half a frame on: its own time is often answered with the frame before.
  if (frame) return (Number(frame[1]) + 0.5) / framesPerSec
  if (!/^(\d+:){0,2}\d+([.,]\d+)?$/.test(trimmed)) return null
  return trimmed
    .replace(',', '.')
    .split(':')
    .reduce((total, part) => total * 60 + Number(part), 0)
}
