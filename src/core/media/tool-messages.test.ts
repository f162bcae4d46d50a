import { describe, expect, it } from 'vitest'
import {
  explainFailure,
  formatMessage,
  isConcealment,
  isFromReader,
  isProblem,
  messagesIn,
  parseMessage,
} from './tool-messages.ts'

const one = (line: string) => {
  const message = parseMessage(line)
  if (!message) throw new Error(`no message in ${line}`)
  return message
}

describe('messages of ffmpeg', () => {
  it('reads speaker, level and text, also of nested speakers', () => {
    expect(one('[h264 @ 0x55fe] [error] error while decoding MB 3 4')).toEqual({
      from: 'h264',
      level: 'error',
      text: 'error while decoding MB 3 4',
    })
    expect(one('[vist#0:0/vp9 @ 0x41] [dec:vp9 @ 0x42] [error] Error').from).toBe('dec:vp9')
    expect(one('[error] file:/a.mp4: Invalid data').from).toBe('')
    expect(parseMessage('Press [q] to stop')).toBeUndefined()
  })

  it('keeps control characters and escape sequences out', () => {
    const text = one('[mov @ 0x1] [error] a\u001b[31mred\u0007\u202e \u0000b').text
    expect(text).toBe('a [31mred b')
    expect(one(`[mov @ 0x1] [error] ${'x'.repeat(5000)}`).text).toHaveLength(300)
  })

  it('leaves the path out of what a warning repeats', () => {
    const message = one('[error] file:/home/x/a.mp4: corrupt decoded frame in stream 0')
    expect(formatMessage(message)).toBe('corrupt decoded frame in stream 0')
  })

  it('tells damage from chatter', () => {
    expect(isProblem(one('[h264 @ 0x1] [error] no frame!'))).toBe(true)
    expect(isProblem(one('[mpegts @ 0x1] [warning] Packet corrupt (stream = 0)'))).toBe(true)
    expect(isProblem(one('[swscaler @ 0x1] [warning] deprecated pixel format used'))).toBe(false)
    expect(isConcealment(one('[mov @ 0x1] [error] stream 0, offset 0x3: partial file'))).toBe(false)
    expect(isConcealment(one('[h264 @ 0x1] [error] no frame!'))).toBe(true)
  })

  it("tells the container's reader from the decoder", () => {
    const container = 'matroska,webm'
    expect(isFromReader(one('[matroska,webm @ 0x1] [error] Invalid track'), container)).toBe(true)
    expect(isFromReader(one('[in#0/mov @ 0x1] [error] Error during demuxing'), container)).toBe(
      true,
    )
    expect(isFromReader(one('[h264 @ 0x1] [error] no frame!'), container)).toBe(false)
  })

  it.each([
    ['[hls @ 0x1] [error] Format not on whitelist', 'is a playlist'],
    ['[mp3 @ 0x1] [error] Format not on whitelist', 'is not a video container'],
    [
      '[mov @ 0x1] [error] moov atom not found\n[error] file:/a: Invalid data',
      'its index (the moov atom',
    ],
    [
      '[mov @ 0x1] [warning] Format mov detected only with low score of 1\n[mov @ 0x1] [error] moov atom not found',
      'is not a video file that ffmpeg knows',
    ],
    ['[error] file:/a: Permission denied', 'permission denied'],
    ['[avi @ 0x1] [error] something new', 'cannot be read as a video: avi: something new'],
    ['', 'cannot be read as a video'],
  ])('explains %j', (stderr, reason) => {
    expect(explainFailure(messagesIn(stderr))).toContain(reason)
  })
})
