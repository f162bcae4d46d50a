import { chmodSync, rmSync, truncateSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { forgingMatroska } from '#test/support/forging-matroska.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { createDecodeRun } from './decode-run.ts'
import { probeMedia } from './probe.ts'
import { decodeSnippets } from './snippet-stream.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const recipe = { frames: 'middle', resize: 'stretch-340x256-bilinear' } as const
const options = { recipe, resolution: 224 }

const long = await probeMedia(
  tools,
  await makeVideo(folder.path, 'long.mp4', { frames: 20_000, size: '64x48', gop: 250 }),
)

function childProcesses(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
}

/** A process that has ended is forgotten a moment later. */
async function expectNoProcess(): Promise<void> {
  await expect.poll(childProcesses, { timeout: 2000, interval: 5 }).toBe(0)
}

function fakeFfmpeg(name: string, script: string): { ffmpeg: string } {
  const ffmpeg = folder.save(`#!/bin/sh\n${script}\n`, name)
  chmodSync(ffmpeg, 0o755)
  return { ffmpeg }
}

describe('a long video', () => {
  it('passes through in constant memory', async () => {
    const stream = decodeSnippets(tools, long, options)
    const peaks: number[] = []
    for await (const { index } of stream) {
      const part = Math.floor(index / 250)
      peaks[part] = Math.max(peaks[part] ?? 0, process.memoryUsage().rss)
    }
    expect((await stream.summary()).frames).toBe(20_000)
    // 650 MB of pictures have passed; what is kept does not grow from the second 4000 frames to the last.
    expect(peaks).toHaveLength(5)
    expect(peaks[4]! - peaks[1]!).toBeLessThan(60e6)
  })

  it('waits for a slow reader without piling up anything', async () => {
    const run = createDecodeRun(tools, long, {
      ...options,
      stallMs: 300,
      firstSnippet: 0,
      threads: 2,
    })
    await run.snippets.next()
    await delay(700)
    const { frames } = run.log
    expect(frames).toBeLessThan(400)
    await delay(700)
    expect(run.log.frames).toBe(frames)
    for (let i = 1; i < 60; i++)
      expect((await run.snippets.next()).value).toMatchObject({ index: i })
    expect(run.log.frames).toBeGreaterThan(frames)
    await run.snippets.return('ended')
  })

  it('ends ffmpeg when its reader stops early', async () => {
    await expectNoProcess()
    const stream = decodeSnippets(tools, long, options)
    for await (const { index } of stream) {
      expect(childProcesses()).toBe(1)
      if (index === 3) break
    }
    await expectNoProcess()
    await expect(stream.summary()).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('ends ffmpeg when its reader fails', async () => {
    await expectNoProcess()
    const stream = decodeSnippets(tools, long, options)
    const reading = (async () => {
      for await (const { index } of stream) if (index === 3) throw new Error('full disk')
    })()
    await expect(reading).rejects.toThrow('full disk')
    await expectNoProcess()
  })

  it('is cancelled between snippets, and while one is awaited', async () => {
    await expectNoProcess()
    for (const index of [0, 5]) {
      const abort = new AbortController()
      const stream = decodeSnippets(tools, long, { ...options, signal: abort.signal })
      const reading = (async () => {
        for await (const snippet of stream) {
          if (snippet.index === index) {
            if (index === 0) abort.abort()
            else setTimeout(() => abort.abort(), 1)
          }
        }
      })()
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
      await expect(stream.summary()).rejects.toMatchObject({ code: 'cancelled' })
      await expectNoProcess()
    }
  })

  it('starts nothing when it is cancelled before, or never read', async () => {
    await expectNoProcess()
    const cancelled = decodeSnippets(tools, long, { ...options, signal: AbortSignal.abort() })
    await expect(Array.fromAsync(cancelled)).rejects.toMatchObject({ code: 'cancelled' })
    decodeSnippets(tools, long, options)
    await delay(50)
    expect(childProcesses()).toBe(0)
  })

  it('that is deleted or cut while it is read ends orderly', async () => {
    for (const change of [
      (path: string) => rmSync(path),
      (path: string) => truncateSync(path, 99),
    ]) {
      const video = { frames: 5000, size: '64x48' }
      const path = await makeVideo(folder.path, 'going.mkv', video)
      const stream = decodeSnippets(tools, await probeMedia(tools, path), options)
      let snippets = 0
      const reading = (async () => {
        for await (const { index } of stream) {
          if (index === 0) change(path)
          snippets++
        }
        return (await stream.summary()).frames
      })()
      // An open file stays readable after its deletion; a cut one gives what came before, or an error.
      const ended = await reading.catch((error: { code: string }) => error.code)
      if (typeof ended === 'number') expect(Math.ceil(ended / 16)).toBe(snippets)
      else expect(['not-found', 'bad-media']).toContain(ended)
      await expectNoProcess()
    }
  })
})

describe('an ffmpeg', () => {
  const failing = async (tool: { ffmpeg: string }, stallMs = 20_000): Promise<string> => {
    const stream = decodeSnippets(tool, long, { ...options, stallMs })
    return Array.fromAsync(stream).then(
      () => 'no error',
      (error: Error) => error.message,
    )
  }

  it('that gives no frame is ended', async () => {
    await expectNoProcess()
    const stalled = fakeFfmpeg('stalled', 'exec sleep 1000')
    expect(await failing(stalled, 300)).toContain('gave no frame for')
    await expectNoProcess()
  })

  it('that only talks is ended, too', async () => {
    const talking = fakeFfmpeg('talking', 'exec yes "[h264 @ 0x1] [error] no" >&2')
    expect(await failing(talking, 500)).toContain('gave no frame for')
  })

  it('that crashes is told from a bad file', async () => {
    expect(await failing(fakeFfmpeg('crashing', 'kill -SEGV $$'))).toContain(
      'makes ffmpeg crash (SIGSEGV)',
    )
  })

  it('that talks much and fails leaves its first words', async () => {
    const script =
      'i=0; while [ $i -lt 20000 ]; do echo "[h264 @ 0x1] [error] bad $i" >&2; i=$((i+1)); done; exit 1'
    expect(await failing(fakeFfmpeg('failing', script))).toContain('h264: bad 0')
  })

  it('that lacks what we need is not blamed on the file', async () => {
    const script = 'echo "[AVFilterGraph @ 0x1] [error] No such filter: \'showinfo\'" >&2; exit 1'
    const stream = decodeSnippets(fakeFfmpeg('bare', script), long, options)
    await expect(Array.fromAsync(stream)).rejects.toMatchObject({
      code: 'missing-tool',
      message: expect.stringContaining("No such filter: 'showinfo'"),
    })
  })

  it('that a file makes say so is not believed', async () => {
    const path = folder.save(forgingMatroska("[error] No such filter: 'showinfo'"), 'forged.mkv')
    const stream = decodeSnippets(tools, await probeMedia(tools, path), options)
    await expect(Array.fromAsync(stream)).rejects.toMatchObject({
      code: 'bad-media',
      message: expect.stringContaining('forged.mkv'),
    })
  })

  it('that gives pictures without a word about them is not believed', async () => {
    const mute = fakeFfmpeg('mute', 'head -c 300000 /dev/zero')
    expect(await failing(mute)).toContain('without a single frame')
  })
})
