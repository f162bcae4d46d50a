import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findMediaTools } from '#core/media/tools.ts'

const run = promisify(execFile)

/** Bits of a number, the least one at the left; each is a bar across the picture. */
const BITS = 10

/** A filter that replaces each picture by its number. */
export const NUMBERS = `geq=lum='if(mod(floor(N/pow(2,floor(X*${BITS}/W))),2),220,30)':cb=128:cr=128`

/**
 * The numbers that the frames of a video carry, as it is decoded and shown; also of one that is turned by 90°. `reading` are
 * options for ffmpeg to read it with.
 */
export async function numbersIn(path: string, ...reading: readonly string[]): Promise<number[]> {
  const { ffmpeg } = await findMediaTools()
  // Turned clockwise, what was at the left is at the top.
  const scale = `scale='if(gt(iw,ih),${BITS},1)':'if(gt(iw,ih),1,${BITS})':flags=area,format=gray`
  const { stdout } = await run(
    ffmpeg,
    [
      ...['-v', 'error', '-nostdin', ...reading, '-i', `file:${path}`, '-map', '0:v:0'],
      ...['-vf', scale, '-fps_mode', 'passthrough', '-f', 'rawvideo', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: 2 ** 26 },
  )
  return Array.from({ length: stdout.length / BITS }, (_, frame) => {
    const bars = [...stdout.subarray(frame * BITS, (frame + 1) * BITS)]
    return bars.reduce((number, bar, bit) => number + (bar > 125 ? 2 ** bit : 0), 0)
  })
}
