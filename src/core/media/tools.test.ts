import { chmodSync, mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const real = await findMediaTools()

/** A program that answers `-version` as a tool of some age would. */
function fakeTool(name: string, tool: string, libavutil: string): string {
  mkdirSync(dirname(join(folder.path, name)), { recursive: true })
  const lines = [
    `${tool} version 9.9-test Copyright`,
    'configuration: --enable-gpl',
    `libavutil ${libavutil}. 1`,
  ]
  const path = folder.save(`#!/bin/sh\ncat <<'EOF'\n${lines.join('\n')}\nEOF\n`, name)
  chmodSync(path, 0o755)
  return path
}

describe('findMediaTools', () => {
  it('finds both with version, origin, configuration and licence', () => {
    expect(real.ffmpeg).toBe(real.ffmpegDetails.path)
    expect(real.ffprobeVersion).toBe(real.ffprobeDetails.version)
    expect(real.ffmpegDetails.configuration).toContain('--enable-')
    expect(real.ffmpegDetails.licence).toMatch(/^(GPL|LGPL|nonfree)/)
    expect(real.ffprobeDetails.source).toMatch(/^(FFPROBE_BIN|beside ffmpeg|PATH|@ffprobe-inst)/)
  })

  it('uses what the environment names, and says so', async () => {
    const ffmpeg = fakeTool('named/ffmpeg', 'ffmpeg', '58. 2')
    const ffprobe = fakeTool('named/probe', 'ffprobe', '58. 2')
    const tools = await findMediaTools({ FFMPEG_BIN: ffmpeg, FFPROBE_BIN: ffprobe })
    expect(tools).toMatchObject({
      ffmpeg,
      ffprobe,
      ffmpegVersion: '9.9-test',
      ffmpegDetails: { source: 'FFMPEG_BIN' },
      ffprobeDetails: { source: 'FFPROBE_BIN' },
    })
  })

  it('prefers the ffprobe beside the chosen ffmpeg', async () => {
    const ffmpeg = fakeTool('pair/ffmpeg', 'ffmpeg', '58. 2')
    const ffprobe = fakeTool('pair/ffprobe', 'ffprobe', '58. 2')
    const tools = await findMediaTools({ FFMPEG_BIN: ffmpeg, PATH: dirname(real.ffprobe) })
    expect(tools.ffprobeDetails).toMatchObject({ path: ffprobe, source: 'beside ffmpeg' })
  })

  it('passes over an old one on the PATH and tells why', async () => {
    const old = fakeTool('old/ffprobe', 'ffprobe', '56. 70')
    const ffmpeg = fakeTool('new/ffmpeg', 'ffmpeg', '58. 2')
    const ffprobe = fakeTool('newer/ffprobe', 'ffprobe', '58. 2')
    const PATH = [dirname(old), '', '.', dirname(ffprobe)].join(delimiter)
    const tools = await findMediaTools({ FFMPEG_BIN: ffmpeg, PATH })
    expect(tools.ffprobe).toBe(ffprobe)
    expect(tools.ffprobeDetails.passedOver).toEqual([
      `${old} (PATH) is version 9.9-test, older than 5.1`,
    ])
  })

  it.each([
    ['is not there', () => join(folder.path, 'nothing')],
    ['is not there', () => folder.path],
    ['is not executable', () => folder.save('x', 'plain')],
    ['is version 9.9-test, older than 5.1', () => fakeTool('bad/old', 'ffmpeg', '57. 17')],
    ['does not answer like ffmpeg', () => fakeTool('bad/other', 'ffprobe', '58. 2')],
  ])('refuses an FFMPEG_BIN that %s instead of taking another', async (reason, make) => {
    const FFMPEG_BIN = make()
    await expect(findMediaTools({ FFMPEG_BIN, PATH: dirname(real.ffmpeg) })).rejects.toMatchObject({
      code: 'missing-tool',
      message: expect.stringContaining(`${FFMPEG_BIN} (FFMPEG_BIN) ${reason}`),
      hint: expect.stringContaining('FFMPEG_BIN'),
    })
  })
})
