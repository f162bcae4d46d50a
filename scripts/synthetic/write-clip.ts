import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { toolEnvironment } from '#core/media/run-tool.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { drawFrame } from './draw-frame.ts'
import { hash } from './random.ts'
import { type ClipSpec, type FrameEvent, frameEvents } from './spec.ts'

export interface ClipEncoding {
  /** Frames a second. */
  readonly rate?: number
  /** Constant rate factor of x264; left out, one between 26 and 30 that belongs to the clip. */
  readonly quality?: number
  readonly ffmpeg?: string
}

export interface WrittenClip {
  readonly frames: number
  readonly events: readonly FrameEvent[]
  /** Milliseconds that drawing one frame took on average. */
  readonly drawMs: number
}

/**
 * Draws a clip and encodes it as H.264 in an MP4 file. Frame f shows the time f ÷ rate. The file appears when it is complete.
 *
 * Errors: a plain one with what ffmpeg said.
 */
export async function writeClip(
  spec: ClipSpec,
  path: string,
  encoding: ClipEncoding = {},
): Promise<WrittenClip> {
  const { rate = 16 } = encoding
  const ffmpeg = encoding.ffmpeg ?? (await findMediaTools()).ffmpeg
  const frames = Math.round(spec.seconds * rate)
  const part = `${path}.part`
  const args = encoderArgs(spec, { rate, quality: encoding.quality ?? 26 + (spec.seed % 5), part })
  const child = spawn(ffmpeg, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: toolEnvironment(process.env),
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  // An ffmpeg that ends early breaks the pipe; its exit code and words tell why.
  child.stdin.on('error', () => undefined)
  const ended = once(child, 'close')
  let drawMs = 0
  for (let frame = 0; frame < frames && child.exitCode === null; frame++) {
    const start = performance.now()
    const picture = drawFrame(spec, frame / rate)
    drawMs += (performance.now() - start) / frames
    if (!child.stdin.write(picture)) await Promise.race([drained(child.stdin), ended])
  }
  child.stdin.end()
  const [code] = await ended
  if (code !== 0) {
    await rm(part, { force: true })
    throw new Error(`ffmpeg could not write ${path} (exit code ${code}): ${said.trim()}`)
  }
  await rename(part, path)
  return { frames, events: frameEvents(spec, rate), drawMs }
}

/** Never rejects: a broken pipe is reported by the process's end. */
const drained = (stream: Writable) =>
  new Promise<void>((resolve) => {
    stream.once('drain', resolve)
  })

function encoderArgs(
  spec: ClipSpec,
  {
    rate,
    quality,
    part,
  }: { readonly rate: number; readonly quality: number; readonly part: string },
): string[] {
  const { width, height } = spec.size
  const strength = Math.round((spec.light.time === 'night' ? 8 : 4) + hash(spec.seed, 81) * 6)
  const noise = `noise=all_seed=${spec.seed % 100_000}:alls=${strength}:allf=t`
  return [
    ...['-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`],
    ...['-r', String(rate), '-i', 'pipe:0', '-vf', `format=yuv420p,${noise}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(quality), '-threads', '1'],
    ...['-filter_threads', '1', '-g', '48', '-keyint_min', '48', '-sc_threshold', '0'],
    ...['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...['-movflags', '+faststart', '-f', 'mp4', '-y', part],
  ]
}
