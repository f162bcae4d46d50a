import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { mediaTools } from './media-tools.ts'
import { NUMBERS } from './numbered-frames.ts'
import { setRotation } from './rotation.ts'

const run = promisify(execFile)

export interface VideoOptions {
  /** Default h264. The container follows from the file name: mp4, mov, mkv, webm, avi, ts, flv, h264, nut … */
  readonly codec?: 'h264' | 'hevc' | 'vp9' | 'mpeg4' | 'mpeg2' | 'mjpeg' | 'ffv1' | 'rawvideo'
  /** Default 50. */
  readonly frames?: number
  /** Default 25; `30000/1001` for NTSC. */
  readonly rate?: number | string
  /** Default 160x120. */
  readonly size?: string
  readonly pixelFormat?: string
  /** Clockwise turn by a display matrix (mp4 and mov): the picture is stored as it is and shown turned. */
  readonly rotate?: 90 | 180 | 270
  /** Frames of different lengths: every fifth lasts three times as long. */
  readonly vfr?: boolean
  /** Frames from one key frame to the next; default 50. */
  readonly gop?: number
  readonly bFrames?: number
  /** H.264 and HEVC: pictures may refer across a key frame. */
  readonly openGop?: boolean
  /** Time stamp of the first frame. */
  readonly startSec?: number
  /** Hides this much of the beginning behind an edit list, as trimming without encoding does (mp4 and mov). */
  readonly trimSec?: number
  readonly audio?: boolean
  /** Frames carry their number, from 0, in bars of black and white; see numbered-frames.ts. */
  readonly numbered?: boolean
  /** What is shown, as an ffmpeg source without size and rate; default a moving test card. */
  readonly source?: string
  /** Further ffmpeg options for the output. */
  readonly extra?: readonly string[]
}

/**
 * Makes a video with the real ffmpeg and returns its path. Equal options give equal files; one that was made before
 * comes from a folder in the system's temporary folder.
 */
export async function makeVideo(
  folder: string,
  name: string,
  options: VideoOptions = {},
): Promise<string> {
  const { ffmpeg, ffmpegVersion } = mediaTools
  const extension = extname(name)
  const key = JSON.stringify([ffmpegVersion, extension, options, ENCODERS, 2])
  const cache = join(tmpdir(), `flagreel-test-videos-${process.getuid?.() ?? 'user'}`)
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 24)
  const cached = join(cache, digest + extension)
  if (!(await exists(cached))) {
    await mkdir(cache, { recursive: true })
    // Two test processes may make the same one: each in a folder of its own, then renamed.
    const work = await mkdtemp(join(cache, 'making-'))
    const made = join(work, `video${extension}`)
    await build(ffmpeg, made, options)
    await rename(made, cached)
    await rm(work, { recursive: true })
  }
  const path = join(folder, name)
  await mkdir(folder, { recursive: true })
  await copyFile(cached, path)
  return path
}

async function build(ffmpeg: string, path: string, options: VideoOptions): Promise<void> {
  const start = ['-v', 'error', '-nostdin', '-y']
  await run(ffmpeg, [...start, ...encodeArgs(options), `file:${path}`])
  if (options.trimSec !== undefined) {
    const whole = `${path}.whole${extname(path)}`
    await rename(path, whole)
    const cut = ['-ss', String(options.trimSec), '-i', `file:${whole}`, '-c', 'copy']
    await run(ffmpeg, [...start, ...cut, `file:${path}`])
    await rm(whole)
  }
  if (options.rotate !== undefined) {
    await writeFile(path, setRotation(await readFile(path), options.rotate))
  }
}

const ENCODERS = {
  h264: ['-c:v', 'libx264', '-preset', 'veryfast', '-threads', '1'],
  hevc: ['-c:v', 'libx265', '-preset', 'ultrafast'],
  vp9: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '300k'],
  mpeg4: ['-c:v', 'mpeg4', '-q:v', '4'],
  mpeg2: ['-c:v', 'mpeg2video', '-q:v', '4'],
  mjpeg: ['-c:v', 'mjpeg', '-q:v', '4'],
  ffv1: ['-c:v', 'ffv1'],
  rawvideo: ['-c:v', 'rawvideo'],
} as const

function encodeArgs(options: VideoOptions): string[] {
  const { codec = 'h264', frames = 50, rate = 25, size = '160x120', gop = 50 } = options
  const source = options.source ?? 'testsrc2'
  const glue = source.includes('=') ? ':' : '='
  const bFrames = options.bFrames ?? (codec === 'h264' || codec === 'hevc' ? 2 : undefined)
  const openGop = options.openGop ? 1 : 0
  const filters = [...(options.numbered ? [NUMBERS] : []), ...(options.vfr ? [stutter(rate)] : [])]
  const x265 = `log-level=error:pools=1:frame-threads=1:keyint=${gop}:min-keyint=${gop}:bframes=${bFrames}:open-gop=${openGop}:scenecut=0`
  return [
    ...['-f', 'lavfi', '-i', `${source}${glue}size=${size}:rate=${rate}`],
    ...(options.audio ? ['-f', 'lavfi', '-i', 'sine=frequency=330', '-shortest'] : []),
    ...(filters.length > 0 ? ['-vf', filters.join(',')] : []),
    ...(options.vfr ? ['-enc_time_base', '1:90000'] : []),
    ...['-fps_mode', 'passthrough', '-frames:v', String(frames), '-pix_fmt'],
    ...[options.pixelFormat ?? (codec === 'mjpeg' ? 'yuvj420p' : 'yuv420p')],
    ...ENCODERS[codec],
    ...(codec === 'hevc' ? ['-x265-params', x265] : ['-g', String(gop)]),
    ...(codec === 'h264' ? ['-x264-params', `scenecut=0:open-gop=${openGop}`] : []),
    ...(bFrames !== undefined && codec !== 'hevc' ? ['-bf', String(bFrames)] : []),
    ...(options.startSec === undefined ? [] : ['-output_ts_offset', String(options.startSec)]),
    ...(options.extra ?? []),
  ]
}

function stutter(rate: number | string): string {
  return `settb=1/90000,setpts='round((N+2*floor(N/5))/(${rate})/TB)'`
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
