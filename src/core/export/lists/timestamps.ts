import { baseOf } from './document-names.ts'
import { classText, modelText } from './flag-text.ts'
import { type ListDocument, type ListExport, type VideoFlags, videosOf } from './list-export.ts'
import { plainText } from './plain-text.ts'
import { playerRange } from './player-time.ts'

/** Text to paste into a message: whole seconds as a player shows them, each range with all of its flag inside. */
export function writeTimestamps(input: ListExport): ListDocument[] {
  const about = `Flagged with ${modelText(input.list.model)}`
  const blocks = [...videosOf(input).map(videoBlock), about]
  return [{ part: null, text: `${blocks.join('\n\n')}\n` }]
}

function videoBlock({ source, flags }: VideoFlags): string {
  const lines = flags.map((flag) => {
    const { startMs, endMs } = playerRange(flag, source)
    const range = `${clock(Math.floor(startMs / 1000))}–${clock(Math.ceil(endMs / 1000))}`
    return `${range} ${classText(flag)}${flag.verdict === null ? '' : `, ${flag.verdict}`}`
  })
  return [plainText(baseOf(source.path)), ...lines].join('\n')
}

/** `0:12`, `1:02:03` */
function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
