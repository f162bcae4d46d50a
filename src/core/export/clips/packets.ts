import { z } from 'zod'
import { FlagreelError } from '#contract/errors.ts'
import { inputArgs, LIMITS } from '#core/media/ffmpeg-args.ts'
import { badMedia } from '#core/media/media-file.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import { parseRational, type Rational } from '#core/media/rational.ts'
import { runTool } from '#core/media/run-tool.ts'
import { explainFailure, messagesIn } from '#core/media/tool-messages.ts'
import type { MediaTools } from '#core/media/tools.ts'

/** A packet of the video stream, in order of decoding. */
export interface VideoPacket {
  /** Undefined where neither the container nor a look ahead tells it. */
  readonly pts: number | undefined
  readonly isKey: boolean
  /** An edit list leaves it out of what is shown. */
  readonly isHidden: boolean
}

export interface AudioStream {
  readonly codec: string
  readonly sampleRate: number
}

type Probe = Pick<MediaTools, 'ffprobe'>
interface Stopping {
  readonly signal: AbortSignal
}

/** It may read all of a large clip from a slow disk. */
const TIMEOUT_MS = 60 * 60_000
/** About 20 bytes a packet. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/** AVI stores no presentation times; `genpts` works them out as the decoder will. */
export const FILL_TIMES = ['-fflags', '+genpts']

export interface Window {
  /** Seconds as the container counts them; undefined for its start and its end. */
  readonly fromSec: number | undefined
  readonly toSec: number | undefined
}

/**
 * Packets of the video stream around a place, without reading the rest of the file: those from the key frame before
 * `fromSec` (as far as the container finds one) to the first one that is shown at or after `toSec`.
 */
export async function packetsIn(
  tools: Probe,
  { path, video }: MediaInfo,
  window: Window & Stopping,
): Promise<VideoPacket[]> {
  const bound = (seconds: number | undefined) => seconds?.toFixed(6) ?? ''
  const stdout = await ask(tools, path, {
    signal: window.signal,
    args: [
      ...[...FILL_TIMES, '-select_streams', String(video.index)],
      ...['-read_intervals', `${bound(window.fromSec)}%${bound(window.toSec)}`],
      ...['-show_entries', 'packet=pts,flags', '-print_format', 'compact=print_section=0'],
    ],
  })
  return parsePackets(stdout)
}

export interface ClipPackets {
  /** Undefined where the file has no video. */
  readonly timeBase: Rational | undefined
  readonly packets: readonly VideoPacket[]
}

/** Of the first video stream of a file, all packets and what their times count. */
export async function packetsOfClip(
  tools: Probe,
  path: string,
  { signal }: Stopping,
): Promise<ClipPackets> {
  const stdout = await ask(tools, path, {
    signal,
    args: [
      ...[...FILL_TIMES, '-select_streams', 'v:0', '-print_format', 'compact=print_section=0'],
      ...['-show_entries', 'packet=pts,flags:stream=time_base'],
    ],
  })
  const [, timeBase = ''] = /^time_base=([\d/]+)/m.exec(stdout) ?? []
  return { timeBase: parseRational(timeBase), packets: parsePackets(stdout) }
}

function parsePackets(stdout: string): VideoPacket[] {
  return [...stdout.matchAll(/^pts=(-?\d+|N\/A)\|flags=(\S*)/gm)].map(([, pts, flags = '']) => ({
    pts: pts === 'N/A' ? undefined : Number(pts),
    isKey: flags.startsWith('K'),
    isHidden: flags.includes('D'),
  }))
}

const reportSchema = z.object({
  streams: z.array(
    z.object({
      codec_name: z.string().catch('unknown'),
      sample_rate: z.coerce.number().int().positive().catch(48_000),
    }),
  ),
})

/** All sound of a file. */
export async function audioStreams(
  tools: Probe,
  path: string,
  { signal }: Stopping,
): Promise<AudioStream[]> {
  const args = ['-select_streams', 'a', '-show_entries', 'stream=codec_name,sample_rate']
  const stdout = await ask(tools, path, { signal, args: [...args, '-print_format', 'json'] })
  return reportSchema
    .parse(JSON.parse(stdout))
    .streams.map(({ codec_name: codec, sample_rate: sampleRate }) => ({ codec, sampleRate }))
}

interface Question extends Stopping {
  readonly args: readonly string[]
}

async function ask(tools: Probe, path: string, { args, signal }: Question): Promise<string> {
  const { code, stdout, stderr, stopped } = await runTool(
    tools.ffprobe,
    ['-hide_banner', '-loglevel', 'level+error', ...LIMITS, ...args, ...inputArgs(path)],
    { signal, timeoutMs: TIMEOUT_MS, maxOutputBytes: MAX_OUTPUT_BYTES },
  )
  if (stopped !== undefined)
    throw new FlagreelError('bad-media', `ffprobe did not come to an end with ${path}.`)
  if (code !== 0) throw badMedia(path, explainFailure(messagesIn(stderr)))
  return stdout
}
