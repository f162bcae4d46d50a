import { shortTime } from '#core/export/times.ts'
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
    const range = `${shortTime(Math.floor(startMs / 1000))}–${shortTime(Math.ceil(endMs / 1000))}`
    return `${range} ${classText(flag)}${flag.verdict === null ? '' : `, ${flag.verdict}`}`
  })
  return [plainText(baseOf(source.path)), ...lines].join('\n')
}
