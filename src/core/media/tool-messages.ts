import { describeRefusedFormat } from './formats.ts'

/** One line of a tool's stderr under `-loglevel level+…`. */
export interface ToolMessage {
  readonly level: string
  /** Who says it: `h264`, `mov,mp4,…`, or empty. */
  readonly from: string
  readonly text: string
}

const MAX_MESSAGE_LENGTH = 300

/** Splits `[h264 @ 0x55…] [error] text`; undefined for lines without a level. */
export function parseMessage(line: string): ToolMessage | undefined {
  const match = /^(?:\[([^\]@]{1,80}) @ [^\]]{1,30}\] )*\[([a-z]{4,8})\] (.*)$/s.exec(line)
  if (!match) return undefined
  const [, from = '', level = '', text = ''] = match
  return { level, from: from.trim(), text: printable(text).slice(0, MAX_MESSAGE_LENGTH) }
}

export function messagesIn(stderr: string): ToolMessage[] {
  return stderr.split('\n').flatMap((line) => parseMessage(line) ?? [])
}

/** True for what tells that pictures are damaged or missing. */
export function isProblem({ level, text }: ToolMessage): boolean {
  if (level === 'error' || level === 'fatal' || level === 'panic') return true
  return level === 'warning' && /corrupt|ended prematurely|external track/i.test(text)
}

/**
 * True for a problem after which a decoder may have to make up pictures: damage that it meets, and packets that the
 * container's reader lost. An early end alone is none.
 */
export function isConcealment(message: ToolMessage): boolean {
  return isProblem(message) && !/partial file|ended prematurely|external track/i.test(message.text)
}

/** True when the reader of the container speaks, not the decoder. */
export function isFromReader({ from }: ToolMessage, container: string): boolean {
  return from.startsWith('in#') || container.split(',').includes(from.split(',')[0] ?? '')
}

export function formatMessage({ from, text }: ToolMessage): string {
  const plain = text.replace(/^file:.*: /, '')
  return (from === '' ? plain : `${from}: ${plain}`).replace(/\.+$/, '')
}

/** Why the tool could not read a file, completing a sentence that starts with the file's name. */
export function explainFailure(messages: readonly ToolMessage[]): string {
  for (const [pattern, reason] of REASONS) {
    const found = messages.find(({ text }) => pattern.test(text))
    if (found) return typeof reason === 'string' ? reason : reason(found)
  }
  const first = messages.find(isProblem)
  return first ? `cannot be read as a video: ${formatMessage(first)}` : 'cannot be read as a video'
}

export const NO_FRAME = 'has a video stream without a single frame that can be decoded'

type Reason = string | ((message: ToolMessage) => string)

/** Most telling first: a later line often only repeats that the input is invalid. */
const REASONS: readonly (readonly [RegExp, Reason])[] = [
  [/Format not on whitelist/, ({ from }) => describeRefusedFormat(from)],
  [
    /Skipped opening external track/,
    'keeps its pictures in another file, which is never followed; export it as a self-contained file',
  ],
  [/detected only with low score/, 'is not a video file that ffmpeg knows'],
  [
    /moov atom not found/,
    'is cut off: its index (the moov atom, written last) is missing, so nothing in it can be found',
  ],
  [
    /Picture size .* is invalid|exceeds specified max pixel count|video_size .* too large/i,
    'claims pictures of an impossible size',
  ],
  [/Cannot determine format of input/, NO_FRAME],
  [/Permission denied/, 'cannot be read: permission denied'],
  [/No such file or directory/, 'is not there any more'],
  [/Input\/output error/, 'cannot be read: the drive reports an input/output error'],
]

/** Control characters out: the text comes from a stranger's file and ends in terminals and web pages. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
}
