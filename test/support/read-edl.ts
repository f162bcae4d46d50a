import { frameOfLabel } from './export-samples.ts'

export interface EdlEvent {
  readonly reel: string
  readonly clipName: string
  readonly file: string
  readonly sourceIn: number
  readonly sourceOut: number
  readonly recordIn: number
  readonly recordOut: number
  readonly comments: readonly string[]
}

export interface Edl {
  readonly title: string
  readonly isDropFrame: boolean
  readonly events: readonly EdlEvent[]
}

/** Reads a CMX3600 list as strictly as the strictest editor; frames of a day. Throws at the first line that is none. */
export function readEdl(text: string, rate: { readonly num: number; readonly den: number }): Edl {
  if (!text.endsWith('\r\n')) throw new Error('The last line has no end.')
  const lines = text.slice(0, -2).split('\r\n')
  const title = take(lines.shift(), /^TITLE: (.+)$/)[1]!
  const isDropFrame = take(lines.shift(), /^FCM: (DROP FRAME|NON-DROP FRAME)$/)[1] === 'DROP FRAME'
  const events: EdlEvent[] = []
  for (const line of lines.filter((each) => each !== '')) {
    if (line.startsWith('* ')) {
      const event = events.at(-1)
      if (!event) throw new Error(`A comment before the first event: ${line}`)
      events[events.length - 1] = withComment(event, line.slice(2))
      continue
    }
    const [, number, reel, ...labels] = take(
      line,
      /^(\d{3}) {2}([A-Z0-9]{1,8}) +V {5}C {8}(\S{11}) (\S{11}) (\S{11}) (\S{11})$/,
    )
    if (Number(number) !== events.length + 1) throw new Error(`Event ${number} is out of order.`)
    const [sourceIn, sourceOut, recordIn, recordOut] = labels.map((label) => {
      take(label, isDropFrame ? /^\d\d:\d\d:\d\d;\d\d$/ : /^\d\d:\d\d:\d\d:\d\d$/)
      return frameOfLabel(label, rate)
    }) as [number, number, number, number]
    const times = { sourceIn, sourceOut, recordIn, recordOut }
    events.push({ reel: reel!, clipName: '', file: '', ...times, comments: [] })
  }
  return { title, isDropFrame, events }
}

function withComment(event: EdlEvent, comment: string): EdlEvent {
  const [, key, value = ''] = /^([A-Z ]+): (.*)$/.exec(comment) ?? []
  return {
    ...event,
    clipName: key === 'FROM CLIP NAME' ? value : event.clipName,
    file: key === 'SOURCE FILE' ? value : event.file,
    comments: [...event.comments, comment],
  }
}

function take(line: string | undefined, pattern: RegExp): RegExpExecArray {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(line ?? ''))
    throw new Error(`A control character: ${JSON.stringify(line)}`)
  const match = pattern.exec(line ?? '')
  if (!match) throw new Error(`Not ${pattern}: ${JSON.stringify(line)}`)
  return match
}
