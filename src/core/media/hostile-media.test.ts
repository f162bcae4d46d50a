import { execFile, execFileSync } from 'node:child_process'
import { constants, openSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { aviWithSubtitle, withExternalData } from '#test/support/hostile-media.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { countFrames } from './count-frames.ts'
import { probeMedia } from './probe.ts'
import { toolEnvironment } from './run-tool.ts'
import { decodeSnippets } from './snippet-stream.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const requests: string[] = []
const server = createServer((request, response) => {
  requests.push(request.url ?? '')
  response.end('x')
})
/** A FIFO that a file names: whoever opens it for reading is noticed. */
const secret = join(folder.path, 'secret.mp4')
let base: string

beforeAll(async () => {
  execFileSync('mkfifo', [secret])
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

afterEach(() => {
  expect(requests).toEqual([])
  expect(isSecretOpen()).toBe(false)
})

/** Opening a FIFO for writing fails while nobody reads it. */
function isSecretOpen(): boolean {
  try {
    openSync(secret, constants.O_WRONLY | constants.O_NONBLOCK)
    return true
  } catch {
    return false
  }
}

const hls = (address: string) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:5,\n${address}\n#EXT-X-ENDLIST\n`
const dash = (address: string) =>
  `<?xml version="1.0"?><MPD type="static" mediaPresentationDuration="PT5S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${address}</BaseURL></Representation></AdaptationSet></Period></MPD>`
const sdp =
  'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n'

/** Everything we ever do with a file. */
async function readFully(path: string): Promise<string> {
  try {
    const info = await probeMedia(tools, path)
    const recipe = { frames: 'first', resize: 'stretch-340x256-bilinear' } as const
    let snippets = 0
    for await (const _ of decodeSnippets(tools, info, { recipe, resolution: 224 })) snippets++
    return `${snippets} snippets, ${await countFrames(tools, info)} frames`
  } catch (error) {
    return (error as Error).message
  }
}

describe('a file that names others', () => {
  it('would be followed by an ffprobe without our limits', async () => {
    const list = folder.save(hls(`${base}/control.ts`), 'control.m3u8')
    const open = ['-v', 'quiet', '-protocol_whitelist', 'file,http,tcp,crypto,data', list]
    await promisify(execFile)(tools.ffprobe, open).catch(() => undefined)
    expect(requests.splice(0)).toEqual(['/control.ts'])
  })

  it.each(['mp4', 'm3u8', 'mpd', 'sdp', 'txt', 'avi'])('is refused as .%s', async (extension) => {
    const lists = [
      hls(`${base}/segment.ts`),
      hls(`file://${secret}`),
      hls(secret),
      `ffconcat version 1.0\nfile '${base}/a.mp4'\n`,
      `ffconcat version 1.0\nfile 'secret.mp4'\n`,
      dash(`${base}/a.mp4`),
      dash(secret),
      sdp,
      `;FFMETADATA1\ntitle=${secret}\n`,
    ]
    for (const [index, text] of lists.entries()) {
      const answer = await readFully(folder.save(text, `list-${index}.${extension}`))
      expect(answer, text).toMatch(/names other files or addresses, not a video\.$/)
    }
  })

  it('is refused when our own look at it finds nothing strange', async () => {
    // Behind a comment that hides the mark from a naive look; what is left are ffmpeg's own limits.
    const texts = [
      `\0\n${hls(`${base}/a.ts`)}`,
      `# a comment\nffconcat version 1.0\nfile '${base}/a.mp4'\n`,
      `<smil><video src="${base}/a.mp4"/></smil>`,
      `[playlist]\nFile1=${base}/a.mp4\n`,
    ]
    for (const [index, text] of texts.entries()) {
      const answer = await readFully(folder.save(text, `odd-${index}.m3u8`))
      expect(answer, text).toMatch(/not a video|cannot be read as a video/)
    }
  })

  it('is not followed from a subtitle inside an AVI', async () => {
    const picture = [
      '-f',
      'lavfi',
      '-i',
      'testsrc2=size=64x48',
      '-frames:v',
      '1',
      '-f',
      'mjpeg',
      '-',
    ]
    const jpeg = execFileSync(tools.ffmpeg, ['-v', 'quiet', ...picture])
    for (const address of [`${base}/a.ts`, secret]) {
      const path = folder.save(aviWithSubtitle(jpeg, hls(address)), 'subtitled.avi')
      expect(await readFully(path)).toBe('1 snippets, 1 frames')
    }
  })

  it('is not followed from a QuickTime data reference', async () => {
    const movie = await makeVideo(folder.path, 'plain.mov')
    writeFileSync(movie, withExternalData(readFileSync(movie), secret))
    expect(await readFully(movie)).toContain('keeps its pictures in another file, which is never')
  })

  it('would be followed from a QuickTime data reference without our limits', async () => {
    const raw = { codec: 'rawvideo', pixelFormat: 'rgb24', frames: 2 } as const
    const other = await makeVideo(folder.path, 'other.mov', raw)
    const movie = await makeVideo(folder.path, 'reference.mov', { ...raw, source: 'color=red' })
    writeFileSync(movie, withExternalData(readFileSync(movie), other))
    const follow = ['-v', 'error', '-enable_drefs', '1', '-use_absolute_path', '1', '-i', movie]
    const decode = [...follow, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
    const { stdout } = await promisify(execFile)(tools.ffmpeg, decode, {
      encoding: 'buffer',
      env: toolEnvironment(process.env),
    }).catch((error: { stdout: Buffer }) => error)
    // The test card of the other file, not the red of this one.
    expect(new Set(stdout).size).toBeGreaterThan(20)
  })
})
