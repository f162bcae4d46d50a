import { describe, expect, it } from 'vitest'
import { isNewEnough, parseVersion } from './tool-version.ts'

const output = (version: string, libavutil: string, configuration = '') =>
  `ffmpeg version ${version} Copyright (c) 2000-2026 the FFmpeg developers
built with gcc 12
configuration: ${configuration}
libavutil      ${libavutil} / ${libavutil}
libavcodec     59. 37.100 / 59. 37.100
`

describe('version of ffmpeg', () => {
  it.each([
    ['5.1.9-0+deb12u1', '57. 28.100', true],
    ['6.0-static', '58.  2.100', true],
    ['7.0.2-static', '59.  8.100', true],
    ['n7.1', '59. 39.100', true],
    ['N-66595-gc2b38619c0-static', '58. 14.100', true],
    ['2024-03-07-git-97beb63a66-full_build', '59.  0.100', true],
    ['5.0.1', '57. 17.100', false],
    ['4.4.2-0ubuntu0.22.04.1', '56. 70.100', false],
    ['N-47683-g0e8eb07980-static', '56. 24.100', false],
  ])('reads %s and tells by libavutil %s whether it is new enough', (name, libavutil, enough) => {
    const version = parseVersion('ffmpeg', output(name, libavutil))
    expect(version?.version).toBe(name)
    expect(version && isNewEnough(version)).toBe(enough)
  })

  it.each([
    ['--enable-gpl --enable-libx264', 'GPL version 2 or later'],
    ['--enable-gpl --enable-version3', 'GPL version 3 or later'],
    ['--enable-version3', 'LGPL version 3 or later'],
    ['', 'LGPL version 2.1 or later'],
    ['--enable-gpl --enable-nonfree', 'nonfree (must not be redistributed)'],
  ])('derives the licence of a build configured with "%s"', (configuration, licence) => {
    const version = parseVersion('ffmpeg', output('6.0', '58. 2.100', configuration))
    expect(version).toMatchObject({ configuration, licence })
  })

  it('knows another program', () => {
    expect(parseVersion('ffmpeg', 'ffprobe version 6.0 \nlibavutil 58. 2.100')).toBeUndefined()
    expect(parseVersion('ffmpeg', 'GNU bash, version 5.2')).toBeUndefined()
    expect(parseVersion('ffmpeg', '')).toBeUndefined()
  })
})
