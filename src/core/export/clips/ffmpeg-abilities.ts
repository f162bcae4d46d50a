import { FlagreelError } from '#contract/errors.ts'
import { runTool } from '#core/media/run-tool.ts'
import type { MediaTools } from '#core/media/tools.ts'

/** H.264 encoders, the best first, and those of operating systems last: what they make depends on the machine. */
const ENCODERS = ['libx264', 'libopenh264', 'h264_videotoolbox', 'h264_mf'] as const
export type H264Encoder = (typeof ENCODERS)[number]

/** Throws `missing-tool` when this ffmpeg makes no H.264. */
export async function findEncoder(
  tools: Pick<MediaTools, 'ffmpeg'>,
  signal: AbortSignal,
): Promise<H264Encoder> {
  const limits = { signal, timeoutMs: 15_000, maxOutputBytes: 1024 * 1024 }
  const { stdout } = await runTool(tools.ffmpeg, ['-hide_banner', '-encoders'], limits)
  const found = encoderIn(stdout)
  if (found !== undefined) return found
  throw new FlagreelError('missing-tool', `${tools.ffmpeg} has no encoder for H.264.`, {
    hint: 'Use an ffmpeg with libx264, or export copies instead of exact clips.',
  })
}

/** Of FFmpeg 6, whose bitstream filters see the times of the source in a copy. */
const LIBAVFORMAT_6 = 60

/** Whether bitstream filters see times in the muxer's units, as those of FFmpeg 5 do. */
export async function filtersSeeMuxerTimes(
  tools: Pick<MediaTools, 'ffmpeg'>,
  signal: AbortSignal,
): Promise<boolean> {
  const limits = { signal, timeoutMs: 15_000, maxOutputBytes: 64 * 1024 }
  const { stdout } = await runTool(tools.ffmpeg, ['-version'], limits)
  const [, major] = /^libavformat\s+(\d{1,4})\./m.exec(stdout) ?? []
  return Number(major) < LIBAVFORMAT_6
}

/** From what `ffmpeg -encoders` prints. */
export function encoderIn(listing: string): H264Encoder | undefined {
  const names = new Set(listing.split('\n').map((line) => line.trim().split(/\s+/)[1]))
  return ENCODERS.find((name) => names.has(name))
}

/** Visually the source: about 45 dB. */
const CRF = '12'

interface Encoding {
  /** The most that the encoder may take over a second; see `mostBitsPerSec`. */
  readonly bitsPerSec: number
  /** Time of the first frame, as the encoder sees it. */
  readonly startSec: number
}

export function encoderArgs(encoder: H264Encoder, { bitsPerSec, startSec }: Encoding): string[] {
  const rate = String(bitsPerSec)
  const quality =
    encoder === 'libx264'
      ? ['-preset', 'veryfast', '-crf', CRF, '-maxrate', rate, '-bufsize', rate]
      : ['-b:v', rate]
  // A key frame a second, so that a player finds every place at once.
  const keys = `expr:gte(t,${startSec.toFixed(6)}+n_forced)`
  return ['-c:v', encoder, ...quality, '-force_key_frames', keys]
}
