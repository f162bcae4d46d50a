import { DOMParser, type Element } from '@xmldom/xmldom'

/** What may stand in what, in this order; the rest of the document type is not written. */
const CHILDREN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  fcpxml: [['resources'], ['library']],
  resources: [['format', 'asset']],
  format: [],
  asset: [['media-rep']],
  'media-rep': [],
  library: [['event']],
  event: [['project']],
  project: [['sequence']],
  sequence: [['note'], ['spine']],
  spine: [['asset-clip']],
  note: [],
  'asset-clip': [['note'], ['marker', 'keyword']],
  marker: [],
  keyword: [],
}

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  format: ['id', 'frameDuration'],
  asset: ['id', 'name', 'start', 'duration', 'hasVideo', 'format'],
  'media-rep': ['kind', 'src'],
  sequence: ['format', 'duration', 'tcStart', 'tcFormat'],
  'asset-clip': ['ref', 'offset', 'start', 'duration', 'name'],
  marker: ['start', 'duration', 'value'],
  keyword: ['start', 'duration', 'value'],
}

export interface FcpxmlKeyword {
  readonly value: string
  readonly note: string
  /** Counted from the first frame of the media. */
  readonly startFrame: number
  readonly endFrame: number
}

export interface FcpxmlClip {
  readonly file: string
  /** Timecode of the first frame of the media, in frames. */
  readonly mediaStart: number
  readonly mediaFrames: number
  readonly offset: number
  readonly startFrame: number
  readonly endFrame: number
  readonly markers: readonly number[]
  readonly keywords: readonly FcpxmlKeyword[]
}

export interface FcpxmlProject {
  readonly name: string
  readonly frameDuration: string
  readonly start: number
  readonly frames: number
  readonly isDropFrame: boolean
  readonly clips: readonly FcpxmlClip[]
}

/** Reads what we write of FCPXML; throws where the document type would refuse it or a time is off the frame grid. */
export function readFcpxml(text: string): FcpxmlProject[] {
  if (!text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'))
    throw new Error('No declaration, or no document type.')
  const problems: string[] = []
  const parser = new DOMParser({
    onError(level, message) {
      // A name that no Unicode is has this character: no fault of the document.
      if (!message.startsWith('Unicode replacement character')) problems.push(`${level} ${message}`)
    },
  })
  const root = parser.parseFromString(text, 'application/xml').documentElement
  if (problems.length > 0 || !root) throw new Error(problems.join('\n'))
  if (root.getAttribute('version') !== '1.10') throw new Error('Another version.')
  checkStructure(root)
  const byId = new Map(
    [...elements(root, 'format'), ...elements(root, 'asset')].map((each) => [
      attribute(each, 'id'),
      each,
    ]),
  )
  return elements(root, 'project').map((project) => readProject(project, byId))
}

function readProject(project: Element, byId: ReadonlyMap<string, Element>): FcpxmlProject {
  const [sequence] = elements(project, 'sequence')
  const format = byId.get(attribute(sequence!, 'format'))!
  const frameDuration = attribute(format, 'frameDuration')
  const frames = (element: Element, name: string) =>
    framesIn(attribute(element, name), frameDuration)
  const clips = elements(project, 'asset-clip').map((clip): FcpxmlClip => {
    const asset = byId.get(attribute(clip, 'ref'))!
    const ownFormat = byId.get(attribute(asset, 'format'))!
    if (attribute(ownFormat, 'frameDuration') !== frameDuration) throw new Error('Mixed rates.')
    const mediaStart = frames(asset, 'start')
    const startFrame = frames(clip, 'start') - mediaStart
    const range = (element: Element) => {
      const start = frames(element, 'start') - mediaStart
      return { startFrame: start, endFrame: start + frames(element, 'duration') }
    }
    return {
      file: new URL(attribute(elements(asset, 'media-rep')[0]!, 'src')).pathname,
      ...{ mediaStart, mediaFrames: frames(asset, 'duration'), offset: frames(clip, 'offset') },
      ...{ startFrame, endFrame: startFrame + frames(clip, 'duration') },
      markers: elements(clip, 'marker').map((marker) => range(marker).startFrame),
      keywords: elements(clip, 'keyword').map((keyword) => ({
        value: attribute(keyword, 'value'),
        note: attribute(keyword, 'note'),
        ...range(keyword),
      })),
    }
  })
  return {
    name: attribute(project, 'name'),
    frameDuration,
    start: frames(sequence!, 'tcStart'),
    frames: frames(sequence!, 'duration'),
    isDropFrame: attribute(sequence!, 'tcFormat') === 'DF',
    clips,
  }
}

/** Whole frames, or it throws: `1001/30000s` ÷ `1001/30000s` is 1. */
function framesIn(time: string, frameDuration: string): number {
  const [a, b] = fraction(time)
  const [c, d] = fraction(frameDuration)
  if ((a * d) % (b * c) !== 0n) throw new Error(`${time} is off the grid of ${frameDuration}.`)
  return Number((a * d) / (b * c))
}

function fraction(time: string): readonly [bigint, bigint] {
  const match = /^(\d+)(?:\/([1-9]\d*))?s$/.exec(time)
  if (!match) throw new Error(`No time: ${time}`)
  const [numerator, denominator] = [BigInt(match[1]!), BigInt(match[2] ?? 1)]
  if (numerator >= 2n ** 63n || denominator >= 2n ** 31n) throw new Error(`Too large: ${time}`)
  return [numerator, denominator]
}

function checkStructure(element: Element): void {
  const groups = CHILDREN[element.tagName]
  if (!groups) throw new Error(`An element that is not known: ${element.tagName}`)
  for (const name of REQUIRED[element.tagName] ?? []) attribute(element, name)
  let group = 0
  for (const child of childrenOf(element)) {
    while (group < groups.length && !groups[group]!.includes(child.tagName)) group++
    if (group === groups.length) throw new Error(`${child.tagName} in ${element.tagName}`)
    checkStructure(child)
  }
}

function elements(parent: Element, name: string): Element[] {
  return [...parent.getElementsByTagName(name)]
}

function childrenOf(parent: Element): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === 1)
}

function attribute(element: Element, name: string): string {
  const value = element.getAttribute(name)
  if (value === null) throw new Error(`${element.tagName} has no ${name}.`)
  return value
}
