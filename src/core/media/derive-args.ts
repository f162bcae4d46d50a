import { inputArgs, LIMITS } from './ffmpeg-args.ts'
import type { Rational } from './rational.ts'

/** Arguments of ffmpeg runs that make pictures and videos for the screen out of an original. */

interface Source {
  readonly path: string
  readonly streamIndex: number
}

const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+error', ...LIMITS]

export interface ProxyArguments extends Source {
  readonly out: string
  /** Lines of the picture, at most. */
  readonly lines: number
  /** Of the video stream. */
  readonly timeBase: Rational
  /** First frame, in seconds after the container's start. */
  readonly startSec: number
}

/**
 * A video that Chromium plays: H.264, small, a keyframe every half second so that any time is found at once. Every decoded
 * frame is kept with its time in the source's own ticks, moved so that the first is at 0: frame n of the proxy is decoded
 * frame n of the source. `-progress` on stdout tells how far it is.
 */
export function proxyArgs(args: ProxyArguments): string[] {
  const { path, streamIndex, out, lines, timeBase, startSec } = args
  // Sound moves with the picture; what comes before the first frame is cut, and silence fills what is missing.
  const sound = `asetpts=PTS-${startSec.toFixed(6)}/TB,aresample=async=1:first_pts=0`
  // H.264 in 4:2:0 wants even sides.
  const scale = `scale=-2:'min(${lines},2*trunc(ih/2))'`
  return [
    ...QUIET,
    ...inputArgs(path),
    ...['-map', `0:${streamIndex}`, '-map', '0:a:0?', '-sn', '-dn', '-map_metadata', '-1'],
    ...['-vf', `${scale},setpts=PTS-STARTPTS,format=yuv420p`, '-fps_mode', 'passthrough'],
    ...['-enc_time_base', '-1', '-video_track_timescale', String(fineTicks(timeBase))],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-bf', '0'],
    ...['-force_key_frames', 'expr:gte(t,n_forced*0.5)'],
    ...['-af', sound, '-c:a', 'aac', '-b:a', '96k', '-ac', '2'],
    ...['-movflags', '+faststart', '-progress', 'pipe:1', '-f', 'mp4', '-y', `file:${out}`],
  ]
}

/** Ticks a second that the source's fall on, and fine enough that a seek to the middle of a frame is not rounded to its end. */
function fineTicks({ den }: Rational): number {
  return den * Math.ceil(90_000 / den)
}

export interface StripArguments extends Source {
  /** With `%03d` for the number of the sheet, from 0. */
  readonly out: string
  readonly stepSec: number
  readonly columns: number
  readonly rows: number
  readonly cellWidth: number
  readonly cellHeight: number
  /** Reads keyframes only: for steps so long that each has one. */
  readonly keyframesOnly: boolean
  /** Of the decoder; default as many as there are cores. */
  readonly threads?: number
}

/** Pictures at even steps, tiled into JPEG sheets. */
export function stripArgs(args: StripArguments): string[] {
  const { cellWidth, cellHeight, columns, rows, stepSec } = args
  const filters = [
    'setpts=PTS-STARTPTS',
    `fps=1/${stepSec}:round=up`,
    `scale=${cellWidth}:${cellHeight}:force_original_aspect_ratio=decrease`,
    `pad=${cellWidth}:${cellHeight}:-1:-1`,
    `tile=${columns}x${rows}`,
  ]
  return [
    ...QUIET,
    ...(args.keyframesOnly ? ['-skip_frame', 'nokey'] : []),
    ...(args.threads === undefined ? [] : ['-threads', String(args.threads)]),
    ...inputArgs(args.path),
    ...['-map', `0:${args.streamIndex}`, '-vf', filters.join(','), '-q:v', '5'],
    ...['-start_number', '0', '-f', 'image2', '-y', `file:${args.out}`],
  ]
}

export interface StillArguments extends Source {
  readonly out: string
  /** Seconds after the container's start. */
  readonly seekSec: number
  readonly lines: number
}

/** The frame shown at a time, as JPEG. */
export function stillArgs({ path, streamIndex, out, seekSec, lines }: StillArguments): string[] {
  return [
    ...QUIET,
    ...(seekSec > 0 ? ['-ss', seekSec.toFixed(6)] : []),
    ...inputArgs(path),
    ...['-map', `0:${streamIndex}`, '-frames:v', '1', '-vf', `scale=-2:'min(${lines},ih)'`],
    ...['-q:v', '4', '-f', 'image2', '-update', '1', '-y', `file:${out}`],
  ]
}
