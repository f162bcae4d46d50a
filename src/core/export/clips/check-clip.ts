import { FlagreelError } from '#contract/errors.ts'
import { inputArgs, LIMITS } from '#core/media/ffmpeg-args.ts'
import { asNumber, type Rational } from '#core/media/rational.ts'
import { runTool } from '#core/media/run-tool.ts'
import type { MediaTools } from '#core/media/tools.ts'
import { packetsOfClip } from './packets.ts'

/** Times of a clip's pictures in seconds, ascending. */
export interface ShownTimes {
  readonly seconds: readonly number[]
  /** Of one tick. */
  readonly tickSec: number
  readonly startsWithKeyFrame: boolean
}

type Probe = Pick<MediaTools, 'ffprobe'>

export async function readTimes(
  tools: Probe,
  path: string,
  signal: AbortSignal,
): Promise<ShownTimes> {
  const { timeBase, packets } = await packetsOfClip(tools, path, { signal })
  const tickSec = timeBase === undefined ? Number.NaN : asNumber(timeBase)
  return {
    seconds: packets
      .filter(({ isHidden }) => !isHidden)
      .map(({ pts }) => (pts ?? Number.NaN) * tickSec)
      .sort((a, b) => a - b),
    tickSec,
    startsWithKeyFrame: packets[0]?.isKey === true,
  }
}

/** Whether the clip shows frames at these times of its source, counted from the first, to the tick. */
export function showsFrames(
  shown: ShownTimes,
  frames: readonly number[],
  timeBase: Rational,
): boolean {
  const [first = 0] = frames
  if (frames.length === 0 || frames.length !== shown.seconds.length) return false
  const tolerance = toleranceOf(shown)
  return frames.every((pts, index) => {
    const expected = (pts - first) * asNumber(timeBase)
    return Math.abs((shown.seconds[index] ?? Number.NaN) - expected) < tolerance
  })
}

/** Whether a copy begins with its key frame at 0 and its last frame comes when it should. */
export function showsRange(shown: ShownTimes, lastSec: number): boolean {
  const tolerance = toleranceOf(shown)
  const [first = Number.NaN] = shown.seconds
  const last = shown.seconds.at(-1) ?? Number.NaN
  return (
    shown.startsWithKeyFrame && Math.abs(first) < tolerance && Math.abs(last - lastSec) < tolerance
  )
}

const STRICT = ['-xerror', '-err_detect', 'explode']
/** What is missing at the beginning shows in the first groups of pictures. */
const FIRST_FRAMES = '100'

/** Whether a decoder that forgives nothing, as those of browsers and of hardware, shows the beginning of a clip. */
export async function decodesStrictly(
  tools: Pick<MediaTools, 'ffmpeg'>,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const quiet = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+error', ...LIMITS]
  const reading = [...quiet, ...STRICT, ...inputArgs(path), '-map', '0:v:0']
  const args = [...reading, '-frames:v', FIRST_FRAMES, '-f', 'null', '-']
  const limits = { signal, timeoutMs: 10 * 60_000, maxOutputBytes: 64 * 1024 }
  return (await runTool(tools.ffmpeg, args, limits)).code === 0
}

/** A time may be rounded to a tick of the clip, and on its way to a microsecond. */
function toleranceOf({ tickSec }: ShownTimes): number {
  return tickSec * 1.01 + 2e-6
}

export function wrongFrames(path: string, hint: string): FlagreelError {
  return new FlagreelError(
    'bad-media',
    `A clip of ${path} did not come out with the frames that were planned, and was thrown away.`,
    { hint },
  )
}
