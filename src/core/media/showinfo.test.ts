import { describe, expect, it } from 'vitest'
import { parseFrameLine, strayText } from './showinfo.ts'

const FFMPEG_5 =
  '[showinfo@ab12 @ 0x559f6dd263c0] [info] n:   1 pts:    512 pts_time:0.04    pos:     7247 fmt:yuv420p sar:1/1 s:320x240 i:P iskey:0 type:B '
const FFMPEG_7 =
  '[showinfo@ab12 @ 0x7ffa58002540] [info] n:  16 pts:   -512 pts_time:-0.04   duration:    512 duration_time:0.04    fmt:yuv420p cl:left sar:1/1 s:320x240 i:P iskey:1 type:I '
const COLOURS =
  '[showinfo@ab12 @ 0x559f6dd263c0] [info] color_range:unknown color_space:bt709 color_primaries:unknown color_trc:unknown'

describe('lines of showinfo', () => {
  it('reads the form of ffmpeg 5, which tells no duration', () => {
    expect(parseFrameLine(FFMPEG_5, 'ab12')).toEqual({
      n: 1,
      pts: 512,
      duration: undefined,
      isKeyFrame: false,
    })
  })

  it('reads the form of ffmpeg 6 and 7', () => {
    expect(parseFrameLine(FFMPEG_7, 'ab12')).toEqual({
      n: 16,
      pts: -512,
      duration: 512,
      isKeyFrame: true,
    })
  })

  it('knows a frame without a time stamp, and one beyond exact numbers', () => {
    const missing = FFMPEG_5.replace('pts:    512', 'pts:  NOPTS')
    expect(parseFrameLine(missing, 'ab12')?.pts).toBeUndefined()
    const huge = FFMPEG_5.replace('pts:    512', 'pts:9223372036854775000')
    expect(parseFrameLine(huge, 'ab12')?.pts).toBeUndefined()
  })

  it('does not take the words of a file for a frame', () => {
    expect(parseFrameLine(FFMPEG_5, 'other')).toBeUndefined()
    expect(parseFrameLine('[info]   title: n: 1 pts: 512', 'ab12')).toBeUndefined()
    expect(parseFrameLine(COLOURS, 'ab12')).toBeUndefined()
  })

  it('finds a line whose beginning another thread began', () => {
    expect(parseFrameLine(`half a message ${FFMPEG_5}`, 'ab12')?.n).toBe(1)
  })

  it('hears what another thread said in the middle of a line', () => {
    expect(strayText(`${FFMPEG_5}Invalid track number 3077`, 'ab12')).toBe(
      '[error] Invalid track number 3077',
    )
    const cut = COLOURS.replace(' color_space:bt709', 'error while decoding MB 7 7, bytestream -5')
    expect(strayText(cut, 'ab12')).toContain('while decoding MB')
  })

  it('finds nothing strange in whole lines', () => {
    const others = [
      '[showinfo@ab12 @ 0x55] [info] config in time_base: 1/12800, frame_rate: 25/1',
      '[showinfo@ab12 @ 0x55] [info]   side data - User Data Unregistered:',
      '[showinfo@ab12 @ 0x55] [info] ',
      '[h264 @ 0x55] [error] mmco: unref short failure',
    ]
    for (const line of [FFMPEG_5, FFMPEG_7, COLOURS, ...others]) {
      expect(strayText(line, 'ab12'), line).toBeUndefined()
    }
  })
})
