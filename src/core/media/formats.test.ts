import { describe, expect, it } from 'vitest'
import { CONTAINERS, describeRefusedFormat, playlistIn } from './formats.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('formats', () => {
  it('admits no demuxer that opens other files or addresses', () => {
    const following = [
      'hls',
      'applehttp',
      'dash',
      'concat',
      'image2',
      'lavfi',
      'sdp',
      'rtsp',
      'rtp',
    ]
    const lists = [
      'imf',
      'ffmetadata',
      'tee',
      'srt',
      'ass',
      'webvtt',
      'image2pipe',
      'vobsub',
      'sap',
    ]
    for (const name of [...following, ...lists]) expect(CONTAINERS).not.toContain(name)
    for (const name of CONTAINERS) expect(name).toMatch(/^[a-z0-9_]+$/)
  })

  it.each([
    ['#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1/a.ts', 'an HLS playlist'],
    ['\uFEFF#EXTM3U\n', 'an HLS playlist'],
    ['  \n#EXTM3U\n', 'an HLS playlist'],
    ['ffconcat version 1.0\nfile a.mp4', 'an ffmpeg concat list'],
    [';FFMETADATA1\ntitle=x', 'an ffmpeg metadata file'],
    ['v=0\r\no=- 0 0 IN IP4 127.0.0.1', 'a session description (SDP)'],
    [
      '<?xml version="1.0"?>\n<!-- x -->\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">',
      'a DASH manifest',
    ],
  ])('recognises %j as %s', (text, kind) => {
    expect(playlistIn(bytes(text))).toBe(kind)
  })

  it('takes a video and plain text for no playlist', () => {
    expect(playlistIn(bytes('\0\0\0\x20ftypisom'))).toBeUndefined()
    expect(playlistIn(bytes('hello #EXTM3U'))).toBeUndefined()
    expect(playlistIn(new Uint8Array())).toBeUndefined()
  })

  it('says what a refused format is', () => {
    expect(describeRefusedFormat('hls')).toContain('playlist')
    expect(describeRefusedFormat('png_pipe')).toContain('still picture')
    expect(describeRefusedFormat('image2')).toContain('still picture')
    expect(describeRefusedFormat('mp3')).toContain('not a video container (ffmpeg calls it "mp3")')
  })
})
