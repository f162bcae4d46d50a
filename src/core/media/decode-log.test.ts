import { describe, expect, it } from 'vitest'
import { DecodeLog, type DecodeLogOptions } from './decode-log.ts'

const PREFIX = '[showinfo@n1 @ 0x55] [info]'
const line = (n: number, pts: number, isKey = false) =>
  `${PREFIX} n: ${n} pts: ${pts} pts_time:0 pos: 1 fmt:yuv420p iskey:${isKey ? 1 : 0} type:P \n`
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => line(from + i, (from + i) * 40)).join('')

function createLog(options: Partial<DecodeLogOptions> = {}): DecodeLog {
  const ignore = () => undefined
  return new DecodeLog({
    nonce: 'n1',
    container: 'matroska,webm',
    nominalStep: 40,
    firstSnippet: 0,
    onFrame: ignore,
    onMissed: ignore,
    ...options,
  })
}

describe('DecodeLog', () => {
  it('gives the time of the first frame of each snippet, waiting for it', async () => {
    const log = createLog()
    const first = log.nextStart()
    log.push(lines(0, 17))
    expect(await first).toBe(0)
    expect(await log.nextStart()).toBe(640)
    const third = log.nextStart()
    log.end()
    expect(await third).toBeUndefined()
    expect(log.frames).toBe(17)
  })

  it('fills in frames whose line another thread swallowed', async () => {
    const log = createLog()
    log.push(lines(0, 15) + lines(18, 20))
    expect(log.frames).toBe(20)
    expect(log.times.missing).toBe(3)
    await log.nextStart()
    expect(await log.nextStart()).toBe(640)
  })

  it('counts from the frame that was sought, and needs a key frame before it', () => {
    const log = createLog({ startPts: 80 })
    log.push(line(0, 0, true) + line(1, 40))
    expect([log.frames, log.sawKeyFrame]).toEqual([0, true])
    log.push(line(2, 80) + line(3, 120))
    expect(log.frames).toBe(2)
    expect(log.times.firstPts).toBe(80)
  })

  it('reports as soon as the sought frame cannot come any more', () => {
    let isMissed = false
    const log = createLog({
      startPts: 80,
      onMissed: () => {
        isMissed = true
      },
    })
    log.push(line(0, 79))
    expect(isMissed).toBe(false)
    log.push(line(1, 81))
    expect(isMissed).toBe(true)
  })

  it('skips the snippets that nobody asks for', async () => {
    const log = createLog({ firstSnippet: 2 })
    log.push(lines(0, 40))
    expect(await log.nextStart()).toBe(32 * 40)
  })

  it('forgives a decoder what it says before its first key frame, but not lost packets', () => {
    const log = createLog({ startPts: 4000 })
    log.push('[h264 @ 0x1] [error] non-existing PPS 0 referenced\n')
    expect(log.isDamaged).toBe(false)
    log.push('[matroska,webm @ 0x1] [error] Invalid track number 3077\n')
    expect(log.isDamaged).toBe(true)
  })

  it('remembers a bounded number of different problems and counts them all', () => {
    const log = createLog()
    for (let i = 0; i < 10_000; i++) log.push(`[h264 @ 0x1] [error] error while decoding MB ${i}\n`)
    expect(log.problemCount).toBe(10_000)
    expect(log.problems).toHaveLength(20)
  })
})
