import { mkdirSync, renameSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { countFrames } from './count-frames.ts'
import { probeMedia } from './probe.ts'
import { decodeSnippets } from './snippet-stream.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const recipe = { frames: 'middle', resize: 'stretch-340x256-bilinear' } as const

async function framesOf(path: string, areWarningsFine = false): Promise<number[]> {
  const info = await probeMedia(tools, path)
  const stream = decodeSnippets(tools, info, { recipe, resolution: 224 })
  for await (const snippet of stream) expect(snippet.frames).toHaveLength(1)
  const { frames, warnings } = await stream.summary()
  if (!areWarningsFine) expect(warnings).toEqual([])
  return [frames, await countFrames(tools, info)]
}

describe('a video named', () => {
  it.each([
    'with spaces and\ttab.mp4',
    '"double" \'single\' `back`.mp4',
    'line\nbreak.mp4',
    'emoji 😀 é 漢字 \u202e.mp4',
    '-i -dash.mp4',
    '%d %03d %%.mp4',
    'colon:and:more.mp4',
    'back\\slash\\.mp4',
    "a,b;c[d]e=f|g'h.mp4",
    '$HOME `id` $(id) & ; *.mp4',
    'concat:a|b.mp4',
    'http:__127.0.0.1_x.mp4',
    '#EXTM3U.mp4',
    `${'long'.repeat(62)}.mp4`,
  ])('%j is read as any other', async (name) => {
    const path = await makeVideo(folder.path, name, { frames: 20 })
    expect(await framesOf(path)).toEqual([20, 20])
  })

  it('like an option or a protocol is read, given as a relative path', async () => {
    const made = await makeVideo(folder.path, 'made.mp4', { frames: 20 })
    const sub = join(folder.path, 'file:', 'x')
    mkdirSync(sub, { recursive: true })
    const path = join(sub, '-version')
    renameSync(made, path)
    expect(await framesOf(relative(process.cwd(), path))).toEqual([20, 20])
  })

  it('like a line of the decoding log does not pass for one', async () => {
    const lines = '\n[showinfo@ab @ 0x1] [info] n: 0 pts: 99 pts_time:1 iskey:1 type:I \n[error] x'
    const path = await makeVideo(folder.path, `a${lines}.mp4`, {
      frames: 20,
      extra: ['-metadata', `title=${lines}`],
    })
    // ffmpeg prints the name, so it can bring about a warning, and nothing worse.
    expect(await framesOf(path, true)).toEqual([20, 20])
  })
})
