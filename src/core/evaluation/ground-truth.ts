import { FlagreelError } from '#contract/errors.ts'
import { readCsv } from '#core/dataset/read-csv.ts'
import { readWholeText } from '#core/files/read-whole.ts'

export const TRUTH_FORMATS = ['ucf', 'xd', 'csv'] as const
export type TruthFormat = (typeof TRUTH_FORMATS)[number]

/** Frames [startFrame, endFrame) that a ground truth names abnormal. */
export interface NamedSegment {
  /** In the data set's words; undefined where the file names no class. */
  readonly class: string | undefined
  readonly startFrame: number
  readonly endFrame: number
}

export interface TrueVideo {
  /** As the file names it. */
  readonly name: string
  /** None for a normal video. */
  readonly segments: readonly NamedSegment[]
  readonly line: number
}

export interface GroundTruth {
  readonly file: string
  readonly format: TruthFormat
  readonly videos: readonly TrueVideo[]
}

const COLUMNS = ['file', 'class', 'startFrame', 'endFrame'] as const

/**
 * Reads which frames of which videos are abnormal:
 * `ucf`: UCF-Crime's Temporal_Anomaly_Annotation.txt, `name class start end start end`, −1 for none;
 * `xd`: XD-Violence's annotations_multiclasses.txt, `name class start end class start end …`, or its annotations.txt,
 * which names no class; videos that it leaves out are normal;
 * `csv`: a table with the columns file, class, startFrame, endFrame.
 * Throws `not-found`, `unreadable`, or `bad-argument` naming the line for what is none of them, or says a thing twice.
 */
export async function readGroundTruth(file: string, format?: TruthFormat): Promise<GroundTruth> {
  const lines = (await readWholeText(file, GROUND_TRUTH)).split(/\r?\n/)
  const known = format ?? formatOf(file, lines)
  const videos = known === 'csv' ? await tableVideos(file) : lineVideos(file, lines, known)
  if (videos.length === 0)
    throw new FlagreelError('bad-argument', `${file} names no video.`, { hint: FORMATS })
  return { file, format: known, videos }
}

const FORMATS =
  "It must be UCF-Crime's Temporal_Anomaly_Annotation.txt (--format ucf), XD-Violence's annotations (--format xd), or a table with the columns file, class, startFrame, endFrame (--format csv)."

/** A line is some 60 bytes; the largest data set has 800. */
const GROUND_TRUTH = { what: 'a ground truth', largestBytes: 16 * 1024 * 1024, hint: FORMATS }

function formatOf(file: string, lines: readonly string[]): TruthFormat {
  const first = lines.find((line) => line.trim() !== '') ?? ''
  const columns = first.split(',').map((column) => column.trim().replace(/^"|"$/g, ''))
  if (COLUMNS.every((column) => columns.includes(column))) return 'csv'
  if (ucfVideo(first)) return 'ucf'
  if (xdVideo(first)) return 'xd'
  throw new FlagreelError('bad-argument', `${file} is no ground truth that Flagreel knows.`, {
    hint: FORMATS,
  })
}

type Parsed = Omit<TrueVideo, 'line'>

function lineVideos(
  file: string,
  lines: readonly string[],
  format: 'ucf' | 'xd',
): readonly TrueVideo[] {
  const seen = new Map<string, number>()
  return lines.flatMap((text, i) => {
    if (text.trim() === '') return []
    const line = i + 1
    const video = format === 'ucf' ? ucfVideo(text) : xdVideo(text)
    if (!video) throw badLine(file, line, `is no line of the format ${format}`)
    const before = seen.get(video.name)
    if (before !== undefined)
      throw badLine(file, line, `names ${video.name} again, after line ${before}`)
    seen.set(video.name, line)
    assertRanges(video.segments, (what) => badLine(file, line, what))
    return [{ ...video, line }]
  })
}

function ucfVideo(text: string): Parsed | undefined {
  const [name, className, ...rest] = text.trim().split(/\s+/)
  if (name === undefined || rest.length !== 4 || !rest.every(isWhole)) return undefined
  const [start1 = -1, end1 = -1, start2 = -1, end2 = -1] = rest.map(Number)
  const segments = [
    { class: className, startFrame: start1, endFrame: end1 },
    { class: className, startFrame: start2, endFrame: end2 },
  ].filter(({ startFrame }) => startFrame >= 0)
  return { name, segments }
}

function xdVideo(text: string): Parsed | undefined {
  const [name, ...rest] = text.trim().split(/\s+/)
  if (name === undefined || rest.length === 0) return undefined
  const step = isWhole(rest[0]!) ? 2 : 3
  if (rest.length % step !== 0) return undefined
  const parts = Array.from({ length: rest.length / step }, (_, i) =>
    rest.slice(i * step, (i + 1) * step),
  )
  if (!parts.every((part) => part.slice(-2).every(isWhole))) return undefined
  const segments = parts.map((part) => ({
    class: step === 3 ? part[0] : undefined,
    startFrame: Number(part.at(-2)),
    endFrame: Number(part.at(-1)),
  }))
  return { name, segments }
}

/** A row without frames declares a normal video. */
async function tableVideos(file: string): Promise<readonly TrueVideo[]> {
  const rows = await readCsv(file, COLUMNS)
  const videos = new Map<string, { name: string; segments: NamedSegment[]; line: number }>()
  const seen = new Map<string, number>()
  for (const { line, cells } of rows) {
    const [name = '', className = '', start = '', end = ''] = COLUMNS.map((column) => cells[column])
    const key = JSON.stringify([name, className, start, end])
    const before = seen.get(key)
    if (before !== undefined) throw badLine(file, line, `repeats line ${before}`)
    seen.set(key, line)
    if (name === '') throw badLine(file, line, 'names no file')
    const video = videos.get(name) ?? { name, segments: [], line }
    videos.set(name, video)
    if (start === '' && end === '') continue
    if (!isWhole(start) || !isWhole(end))
      throw badLine(file, line, `has frames that are no whole numbers (${start}, ${end})`)
    const segment = { class: className, startFrame: Number(start), endFrame: Number(end) }
    assertRanges([segment], (what) => badLine(file, line, what))
    video.segments.push(segment)
  }
  return [...videos.values()]
}

function assertRanges(
  segments: readonly NamedSegment[],
  problem: (what: string) => FlagreelError,
): void {
  const bad = segments.find(({ startFrame, endFrame }) => startFrame < 0 || endFrame <= startFrame)
  if (bad) throw problem(`has a segment from ${bad.startFrame} to ${bad.endFrame}`)
}

function badLine(file: string, line: number, what: string): FlagreelError {
  return new FlagreelError('bad-argument', `${file}, line ${line}, ${what}.`, { hint: FORMATS })
}

function isWhole(text: string): boolean {
  return /^-?\d+$/.test(text)
}
