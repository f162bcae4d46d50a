import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { mediaTools } from './media-tools.ts'

const run = promisify(execFile)

/** Bits of a number, the least one at the left; each is a bar across the picture. */
const BITS = 10

/** A filter that replaces each picture by its number. */
export const NUMBERS = `geq=lum='if(mod(floor(N/pow(2,floor(X*${BITS}/W))),2),220,30)':cb=128:cr=128`

export interface NumberedFrames {
  /** That the frames carry, as they are decoded and shown. */
  readonly numbers: readonly number[]
  /** Their time stamps, in ticks. */
  readonly times: readonly number[]
  /** Of a second. */
  readonly ticksPerSec: number
}

/**
 * The frames of a numbered video, also of one that is turned by 90°, read by one run of ffmpeg. `reading` are options for it
 * to read the file with.
 */
export async function framesIn(
  path: string,
  ...reading: readonly string[]
): Promise<NumberedFrames> {
  // Turned clockwise, what was at the left is at the top.
  const scale = `scale='if(gt(iw,ih),${BITS},1)':'if(gt(iw,ih),1,${BITS})':flags=area,format=gray`
  const { stdout, stderr } = await run(
    mediaTools.ffmpeg,
    [
      ...['-hide_banner', '-nostdin', '-nostats', '-copyts', ...reading, '-i', `file:${path}`],
      ...['-map', '0:v:0', '-vf', `showinfo=checksum=0,${scale}`, '-fps_mode', 'passthrough'],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: 2 ** 26 },
  )
  const log = stderr.toString()
  const [, ticksPerSec] = /config in time_base: 1\/(\d+)/.exec(log) ?? []
  const times = [...log.matchAll(/ n: *\d+ pts: *(-?\d+) /g)].map(([, pts]) => Number(pts))
  const numbers = Array.from({ length: stdout.length / BITS }, (_, frame) => {
    const bars = [...stdout.subarray(frame * BITS, (frame + 1) * BITS)]
    return bars.reduce((number, bar, bit) => number + (bar > 125 ? 2 ** bit : 0), 0)
  })
  return { numbers, times, ticksPerSec: Number(ticksPerSec) }
}

export async function numbersIn(path: string): Promise<readonly number[]> {
  return (await framesIn(path)).numbers
}
