import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import { CONTAINERS } from './formats.ts'
import type { Rational } from './rational.ts'

/** 8192×8192. A frame of it takes about 100 MB; a header may claim any size. */
const MAX_PIXELS = 2 ** 26
const MAX_ALLOCATION_BYTES = 2 ** 30

/**
 * How every ffmpeg and ffprobe opens a file: the file itself and nothing else. `file:` with an absolute path keeps a
 * name from reading as an option, a protocol or a pattern.
 */
export function inputArgs(absolutePath: string): string[] {
  return [
    ...['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS.join(',')],
    ...['-max_pixels', String(MAX_PIXELS), '-i', `file:${absolutePath}`],
  ]
}

export const LIMITS = ['-max_alloc', String(MAX_ALLOCATION_BYTES)]

/** ffprobe's JSON about the container and its streams; its warnings go to stderr as `[level] …`. */
export function probeArgs(absolutePath: string): string[] {
  const entries = [
    'format=format_name,duration,start_time,bit_rate:format_tags=timecode,major_brand',
    'stream=index,codec_name,codec_type,codec_tag,width,height,pix_fmt,time_base,avg_frame_rate',
    'stream=r_frame_rate,start_pts,nb_frames,channels,sample_rate',
    'stream_disposition=default,attached_pic,still_image,timed_thumbnails',
    'stream_tags=timecode:stream_side_data_list',
  ]
  return [
    ...['-hide_banner', '-loglevel', 'level+warning', ...LIMITS, '-print_format', 'json=compact=1'],
    ...['-show_entries', entries.join(':'), ...inputArgs(absolutePath)],
  ]
}

/**
 * Times for the output, which nobody reads: 100 seconds a frame, distinct at any frame rate that ffmpeg may assume for
 * it. The file's own times may stand still or go back, and ffmpeg would complain of each such frame.
 */
const RISING_TIMES = 'setpts=100*N/TB'

export interface DecodeArguments {
  readonly path: string
  readonly streamIndex: number
  readonly timeBase: Rational
  readonly threads: number
  /** Makes the lines of our showinfo filter unforgeable by names and metadata of the file. */
  readonly nonce: string
  /** Frame indices inside a snippet to hand over, from `deliveredFrames`. */
  readonly delivered: readonly number[]
  /** From `resizeFilter`. */
  readonly resize: string
  /** Snippets before this one are decoded, reported, and not handed over. */
  readonly firstSnippet: number
  /** Instead: seek to about here, and count frames from the one with this time stamp. */
  readonly seek?: SeekTarget
}

export interface SeekTarget {
  /** Seconds after the container's start. */
  readonly seekSec: number
  readonly startPts: number
}

/**
 * Decodes one stream and writes the wanted frames, resized, as raw RGB to stdout; showinfo reports every decoded frame
 * on stderr before the selection.
 *
 * - `-reinit_filter 0`: otherwise a change of size in the middle of a file restarts the frame count.
 * - `settb` fixes the unit of the time stamps to the one that ffprobe reported.
 * - `sidedata=delete` spares showinfo the printing of captions and camera data, frame by frame.
 * - Rotation by the display matrix is on (ffmpeg's default).
 */
export function decodeArgs(args: DecodeArguments): string[] {
  const { seek } = args
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info', ...LIMITS, '-copyts'],
    ...decoderArgs(args),
    ...(seek ? ['-noaccurate_seek', '-ss', seek.seekSec.toFixed(6)] : []),
    ...inputArgs(args.path),
    ...['-map', `0:${args.streamIndex}`, ...pictureArgs(args)],
  ]
}

/** The same without a file, of one plain picture: what fails then is missing in this ffmpeg. */
export function trialArgs(args: DecodeArguments): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+error', ...LIMITS, '-copyts'],
    ...decoderArgs(args),
    ...['-f', 'lavfi', '-i', 'color=size=64x64:duration=0.04', ...pictureArgs(args)],
  ]
}

function decoderArgs({ threads }: DecodeArguments): string[] {
  return ['-threads', String(threads), '-reinit_filter', '0']
}

/** From decoded frames to the pictures on stdout. */
function pictureArgs(args: DecodeArguments): string[] {
  const { timeBase } = args
  const filters = [
    `settb=${timeBase.num}/${timeBase.den}`,
    'sidedata=delete',
    `showinfo@${args.nonce}=checksum=0`,
    `select='${selection(args)}'`,
    args.resize,
    RISING_TIMES,
  ]
  return [
    ...['-vf', filters.join(','), '-filter_threads', '1', '-fps_mode', 'passthrough'],
    ...['-c:v', 'rawvideo', '-f', 'rawvideo', 'pipe:1'],
  ]
}

/** Counts the frames that decoding gives; the last `frame=` on stdout is the number. */
export function countArgs(
  args: Pick<DecodeArguments, 'path' | 'streamIndex' | 'threads'>,
): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+error', ...LIMITS, '-copyts'],
    ...['-threads', String(args.threads), '-reinit_filter', '0', '-noautorotate'],
    ...inputArgs(args.path),
    ...['-map', `0:${args.streamIndex}`, '-vf', RISING_TIMES, '-fps_mode', 'passthrough'],
    ...['-f', 'null', '-progress', 'pipe:1', '-'],
  ]
}

/** The select filter's expression over `n`, the index of the decoded frame. */
function selection({ delivered, firstSnippet, seek }: DecodeArguments): string {
  const wanted = (n: string) =>
    delivered.length === SNIPPET_FRAMES
      ? '1'
      : delivered.map((index) => `eq(mod(${n},${SNIPPET_FRAMES}),${index})`).join('+')
  if (seek) {
    // Register 0 stays 0 until the frame is found, and is its distance plus one from then on.
    const distance = `st(0,if(ld(0),ld(0)+1,eq(pts,${seek.startPts})))`
    return `${distance};gt(ld(0),0)*(${wanted('(ld(0)-1)')})`
  }
  if (firstSnippet === 0) return wanted('n')
  return `gte(n,${firstSnippet * SNIPPET_FRAMES})*(${wanted('n')})`
}
