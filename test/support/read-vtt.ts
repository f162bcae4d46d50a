export interface VttCue {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

/** Reads WebVTT by the rules for authors, which are stricter than those for players. Throws where they are broken. */
export function readVtt(text: string): VttCue[] {
  const [header, ...blocks] = text.replace(/\n$/, '').split(/\n{2,}/)
  if (!/^WEBVTT(?:[ \t][^\n]*)?$/.test(header ?? '')) throw new Error('No WEBVTT header.')
  const cues: VttCue[] = []
  for (const block of blocks) {
    if (block.startsWith('NOTE')) {
      if (block.includes('-->')) throw new Error('An arrow in a comment.')
      continue
    }
    const lines = block.split('\n')
    const [, from, to] = /^(\S+) --> (\S+)$/.exec(lines[0]!) ?? []
    if (!from || !to) throw new Error(`No timings: ${JSON.stringify(block)}`)
    const payload = lines.slice(1).join('\n')
    if (payload === '' || payload.includes('-->') || payload.includes('\r'))
      throw new Error(`A payload that is none: ${JSON.stringify(payload)}`)
    const cue = { startMs: milliseconds(from), endMs: milliseconds(to), text: payload }
    if (cue.endMs <= cue.startMs) throw new Error(`A cue without length: ${block}`)
    if (cue.startMs < (cues.at(-1)?.startMs ?? 0)) throw new Error(`Out of order: ${block}`)
    cues.push(cue)
  }
  return cues
}

function milliseconds(time: string): number {
  const match = /^(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})$/.exec(time)
  if (!match) throw new Error(`No time: ${time}`)
  const [hours = 0, minutes, seconds, thousandths] = match.slice(1).map((part) => Number(part ?? 0))
  return ((hours * 60 + minutes!) * 60 + seconds!) * 1000 + thousandths!
}
