import { describe, expect, it } from 'vitest'
import { countArgs, type DecodeArguments, decodeArgs, probeArgs } from './ffmpeg-args.ts'

const decode: DecodeArguments = {
  path: '/videos/-i http:x %d.mp4',
  streamIndex: 2,
  timeBase: { num: 1, den: 12_800 },
  threads: 3,
  nonce: 'n1',
  delivered: [0, 8],
  resize: 'scale=340:256,format=rgb24',
  firstSnippet: 0,
}

function filterOf(args: readonly string[]): string {
  return args[args.indexOf('-vf') + 1] ?? ''
}

describe('arguments of ffmpeg', () => {
  it('limits every call to the file itself', () => {
    const all = [decodeArgs(decode), countArgs(decode), probeArgs(decode.path)]
    for (const args of all) {
      const input = args.indexOf('-i')
      expect(args[input + 1]).toBe('file:/videos/-i http:x %d.mp4')
      const protocols = args.indexOf('-protocol_whitelist')
      expect(args[protocols + 1]).toBe('file')
      expect(args[args.indexOf('-format_whitelist') + 1]).toMatch(/^mov,matroska,/)
      expect(args[args.indexOf('-max_pixels') + 1]).toBe(String(2 ** 26))
      expect(protocols).toBeLessThan(input)
    }
    expect(decodeArgs(decode)).toContain('-nostdin')
    expect(countArgs(decode)).toContain('-nostdin')
  })

  it('selects by the index of the decoded frame', () => {
    expect(filterOf(decodeArgs(decode))).toContain("select='eq(mod(n,16),0)+eq(mod(n,16),8)'")
    const later = { ...decode, firstSnippet: 3 }
    expect(filterOf(decodeArgs(later))).toContain("select='gte(n,48)*(eq(mod(n,16),0)+")
    const every = { ...decode, delivered: Array.from({ length: 16 }, (_, i) => i) }
    expect(filterOf(decodeArgs(every))).toContain("select='1'")
  })

  it('seeks before opening and counts from the frame with the wanted time', () => {
    const args = decodeArgs({ ...decode, firstSnippet: 3, seek: { seekSec: 1.5, startPts: -7 } })
    expect(args[args.indexOf('-ss') + 1]).toBe('1.500000')
    expect(args.indexOf('-ss')).toBeLessThan(args.indexOf('-i'))
    expect(args).toContain('-noaccurate_seek')
    expect(filterOf(args)).toContain('st(0,if(ld(0),ld(0)+1,eq(pts,-7)));')
  })
})
