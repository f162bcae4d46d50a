import { describe, expect, it } from 'vitest'
import { type MediaInfo, parseProbeReport } from './probe-report.ts'

const video = {
  index: 1,
  codec_name: 'h264',
  codec_type: 'video',
  codec_tag: '0x31637661',
  width: 1920,
  height: 1080,
  pix_fmt: 'yuv420p',
  r_frame_rate: '30000/1001',
  avg_frame_rate: '30000/1001',
  time_base: '1/30000',
  start_pts: 0,
  nb_frames: '300',
  disposition: { default: 1, attached_pic: 0, still_image: 0, timed_thumbnails: 0 },
}
const format = { format_name: 'mov,mp4', start_time: '0.000000', duration: '10.01', bit_rate: '9' }

function parse(streams: readonly object[], more: object = {}): MediaInfo {
  const report = JSON.stringify({ streams, format: { ...format, ...more } })
  const info = parseProbeReport('/a.mp4', report)
  if ('found' in info) throw new Error(info.found)
  return info
}

function foundIn(streams: readonly object[], more: object = {}): string | undefined {
  const report = JSON.stringify({ streams, format: { ...format, ...more } })
  const info = parseProbeReport('/a.mp4', report)
  return 'found' in info ? info.found : undefined
}

describe("ffprobe's report", () => {
  it('becomes typed numbers', () => {
    expect(parse([video])).toMatchObject({
      path: '/a.mp4',
      container: 'mov,mp4',
      durationSec: 10.01,
      startTimeSec: 0,
      bitRate: 9,
      audio: undefined,
      video: {
        index: 1,
        codecTag: 0x31637661,
        timeBase: { num: 1, den: 30_000 },
        averageFrameRate: { num: 30_000, den: 1001 },
        claimedFrames: 300,
        variableFrameRate: false,
      },
    })
  })

  it('turns the size with the picture, clockwise', () => {
    const turned = (rotation: number) =>
      parse([{ ...video, side_data_list: [{ side_data_type: 'x' }, { rotation }] }]).video
    expect(turned(-90)).toMatchObject({ rotation: 90, width: 1080, height: 1920, codedWidth: 1920 })
    expect(turned(90)).toMatchObject({ rotation: 270, width: 1080, height: 1920 })
    expect(turned(-180)).toMatchObject({ rotation: 180, width: 1920, height: 1080 })
    expect(turned(3)).toMatchObject({ rotation: 0, width: 1920 })
  })

  it('takes the default stream, then the largest, and never a cover or a still', () => {
    const cover = { ...video, index: 0, width: 9000, disposition: { attached_pic: 1, default: 1 } }
    const small = { ...video, index: 2, width: 320, disposition: { default: 0 } }
    const large = { ...small, index: 3, width: 640 }
    expect(parse([cover, small, large, video]).video.index).toBe(1)
    expect(parse([cover, small, large]).video.index).toBe(3)
  })

  it('says what there is instead of a video', () => {
    const audio = { index: 0, codec_type: 'audio', codec_name: 'aac' }
    const cover = { ...video, codec_name: 'png', disposition: { attached_pic: 1 } }
    expect(foundIn([audio])).toBe('audio aac')
    expect(foundIn([audio, cover])).toBe('audio aac, cover picture png')
    expect(foundIn([{ ...video, width: 0 }])).toBe('video h264 without a usable size')
    expect(foundIn([])).toBe('nothing')
    expect(foundIn([video], { tags: { major_brand: 'avif' } })).toBe('still picture h264')
  })

  it('survives every field missing or of another kind', () => {
    const bare = { index: 0, codec_type: 'video', width: 10, height: 10, tags: 7, nb_frames: 'N/A' }
    const info = parse([bare], { duration: 'N/A', start_time: null, bit_rate: {}, tags: [] })
    expect(info).toMatchObject({ durationSec: undefined, startTimeSec: 0, timecode: undefined })
    expect(info.video).toMatchObject({
      codec: 'unknown',
      timeBase: { num: 1, den: 90_000 },
      averageFrameRate: { num: 25, den: 1 },
      claimedFrames: undefined,
    })
  })

  it('guesses a variable rate, but not from fields', () => {
    const rates = (r_frame_rate: string, avg_frame_rate: string) =>
      parse([{ ...video, r_frame_rate, avg_frame_rate }]).video.variableFrameRate
    expect(rates('25/1', '25/1')).toBe(false)
    expect(rates('50/1', '25/1')).toBe(false)
    expect(rates('30/1', '1234/59')).toBe(true)
    expect(rates('0/0', '25/1')).toBe(false)
  })

  it('takes a timecode from wherever it is, and only a real one', () => {
    const data = { index: 2, codec_type: 'data', tags: { timecode: '01:00:00;02' } }
    expect(parse([video, data]).timecode).toBe('01:00:00;02')
    expect(parse([video], { tags: { timecode: '10:00:00:00' } }).timecode).toBe('10:00:00:00')
    expect(parse([{ ...video, tags: { timecode: '<script>' } }]).timecode).toBeUndefined()
  })

  it('throws for what is no report', () => {
    expect(() => parseProbeReport('/a', '')).toThrow()
    expect(() => parseProbeReport('/a', '{"streams": 3}')).toThrow()
  })
})
