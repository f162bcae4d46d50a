import { randomBytes } from 'node:crypto'
import { FlagreelError } from '#contract/errors.ts'
import { exactStillArgs, type StillLook } from './exact-still-args.ts'
import { checkMediaFile, quoted } from './media-file.ts'
import type { MediaInfo } from './probe-report.ts'
import { asNumber } from './rational.ts'
import { runToolForBytes } from './run-tool.ts'
import { parseFrameLine } from './showinfo.ts'
import type { MediaTools } from './tools.ts'

export interface ExactStill extends StillLook {
  readonly info: MediaInfo
  /** Of the frame, in the stream's time base. */
  readonly pts: number
}

interface StillRun {
  readonly signal?: AbortSignal | undefined
  /** Arguments of each run of ffmpeg. */
  readonly onRun?: ((args: readonly string[]) => void) | undefined
}

/** So far back lies a key frame, mostly; a transport stream is searched by bytes. */
const MARGIN_SEC = 5
const MARGIN_MPEGTS_SEC = 20
/** From the start of a day of video it takes minutes. */
const TIMEOUT_MS = 30 * 60_000
const MOST_BYTES = 32 * 1024 * 1024

/**
 * The frame with a time stamp, as the bytes of a picture; with a stamp that no frame has, the one after it. Seeking is
 * believed only when it found that very frame or began before it: otherwise the file is read from its start.
 *
 * Errors: what `checkMediaFile` throws; 'bad-media' where there is no frame; 'missing-tool', 'cancelled'.
 */
export async function readExactStill(
  tools: Pick<MediaTools, 'ffmpeg'>,
  still: ExactStill,
  run: StillRun = {},
): Promise<Buffer> {
  await checkMediaFile(still.info.path)
  const seekSec = seekSecOf(still)
  if (seekSec !== undefined) {
    const found = await read(tools, still, { seekSec, ...run })
    if (found.picture.length > 0 && found.isCertain) return found.picture
  }
  const { picture, reason } = await read(tools, still, { seekSec: undefined, ...run })
  if (picture.length > 0) return picture
  throw new FlagreelError(
    'bad-media',
    `ffmpeg found no picture at ${still.pts} in ${quoted(still.info.path)}: ${reason}`,
  )
}

function seekSecOf({ info, pts }: ExactStill): number | undefined {
  const margin = info.container === 'mpegts' ? MARGIN_MPEGTS_SEC : MARGIN_SEC
  const seekSec = pts * asNumber(info.video.timeBase) - info.startTimeSec - margin
  return seekSec > 0 ? seekSec : undefined
}

interface Found {
  /** Empty when there was no frame. */
  readonly picture: Buffer
  /** Nothing lies between that and the time that was asked for. */
  readonly isCertain: boolean
  readonly reason: string
}

async function read(
  { ffmpeg }: Pick<MediaTools, 'ffmpeg'>,
  { info, ...still }: ExactStill,
  from: StillRun & { readonly seekSec: number | undefined },
): Promise<Found> {
  const { index: streamIndex, timeBase } = info.video
  const { seekSec, signal, onRun } = from
  const nonce = randomBytes(8).toString('hex')
  const args = exactStillArgs({ ...still, path: info.path, streamIndex, timeBase, seekSec, nonce })
  onRun?.(args)
  const limits = { signal, timeoutMs: TIMEOUT_MS, maxOutputBytes: MOST_BYTES }
  const { code, stdout, stderr, stopped } = await runToolForBytes(ffmpeg, args, limits)
  const lines = stderr.split('\n')
  const pts = lines.flatMap((line) => parseFrameLine(line, nonce)?.pts ?? [])
  const complaint = lines.findLast((line) => /\[(error|fatal)\]/.test(line))
  const isWhole = code === 0 && stopped === undefined
  return {
    picture: isWhole ? stdout : Buffer.alloc(0),
    isCertain: pts.some((each) => each <= still.pts),
    reason: complaint ?? (stopped ? 'it took too long' : 'there is no frame'),
  }
}
