import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { probeMedia } from '#core/media/probe.ts'
import { findMediaTools, type MediaTools } from '#core/media/tools.ts'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { Playback, type PlaybackParts } from './playback.ts'

const folder = tempFolder()
const tools = await findMediaTools()
let count = 0

async function playbackOf(name: string, options: VideoOptions, parts: Partial<PlaybackParts> = {}) {
  const path = await makeVideo(folder.path, `${count++}-${name}`, options)
  const derived = join(folder.path, `derived-${count}`)
  const playback = new Playback({
    folder: derived,
    tools: async () => tools,
    probe: (file, signal) => probeMedia(tools, file, { signal }),
    pathOf: () => path,
    keyPts: async () => undefined,
    isPaused: () => false,
    emit: () => undefined,
    ...parts,
  })
  const stateOf = async () => (await playback.open('a')).state
  return { playback, stateOf, of: (file: string) => join(derived, 'a', file) }
}

it('makes a proxy that failed again when it is asked to', async () => {
  let ffmpeg = '/nowhere/ffmpeg'
  const now = async (): Promise<MediaTools> => ({ ...tools, ffmpeg })
  const { playback, stateOf } = await playbackOf('old.avi', { codec: 'mpeg4' }, { tools: now })
  await expect.poll(stateOf).toBe('failed')
  ffmpeg = tools.ffmpeg
  expect(await stateOf()).toBe('failed')
  expect(await playback.open('a', { again: true })).toMatchObject({ state: 'making', error: null })
  await expect.poll(stateOf, { timeout: 10_000 }).toBe('ready')
  expect(await playback.resource('a', 'proxy', 0)).toMatchObject({ type: 'video/mp4' })
  await playback.close()
})

it('replaces a proxy that could not be played', async () => {
  const { playback, stateOf, of } = await playbackOf('old.avi', { codec: 'mpeg4' })
  mkdirSync(of('.'), { recursive: true })
  writeFileSync(of('proxy.mp4'), 'no video')
  expect(await stateOf()).toBe('ready')
  expect(await playback.open('a', { again: true })).toMatchObject({ state: 'making' })
  await expect.poll(stateOf, { timeout: 10_000 }).toBe('ready')
  expect((await probeMedia(tools, of('proxy.mp4'))).video.codec).toBe('h264')
  await playback.close()
})

it('plays an original with few key frames and makes a proxy to scrub in meanwhile', async () => {
  const hd: VideoOptions = { size: '1280x720', frames: 90, gop: 90 }
  const keyPts = async () => [0]
  const { playback } = await playbackOf('long.mp4', hd, { keyPts })
  expect(await playback.open('a')).toMatchObject({ source: 'original', state: 'ready' })
  const source = async () => (await playback.open('a')).source
  await expect.poll(source, { timeout: 20_000 }).toBe('proxy')
  await playback.close()
})

it('has the strip of a scanned video ready, but not while the machine is to be left alone', async () => {
  let isPaused = true
  const { playback, of } = await playbackOf('film.mp4', {}, { isPaused: () => isPaused })
  playback.prepare('a')
  isPaused = false
  await playback.open('a')
  expect(existsSync(of('strip'))).toBe(false)
  playback.prepare('a')
  await expect.poll(() => existsSync(of('strip/000.jpg')), { timeout: 10_000 }).toBe(true)
  await playback.close()
})

it('ends the strip it makes in the background when the queue is paused, and makes it for a person', async () => {
  let isPaused = false
  let ffmpeg = folder.save('#!/bin/sh\nexec sleep 60\n', 'endless')
  chmodSync(ffmpeg, 0o755)
  const now = async (): Promise<MediaTools> => ({ ...tools, ffmpeg })
  const parts = { tools: now, isPaused: () => isPaused }
  const { playback, of } = await playbackOf('film.mp4', {}, parts)
  playback.prepare('a')
  await expect.poll(() => existsSync(of('.making-strip')), { timeout: 10_000 }).toBe(true)
  isPaused = true
  await expect.poll(() => existsSync(of('.making-strip')), { timeout: 10_000 }).toBe(false)
  expect(existsSync(of('strip'))).toBe(false)
  ffmpeg = tools.ffmpeg
  await playback.resource('a', 'strip', 0)
  expect(existsSync(of('strip/000.jpg'))).toBe(true)
  await playback.close()
})

it('makes stills a few at a time, and keeps the newest', async () => {
  const { playback, of } = await playbackOf('film.mp4', { frames: 50, rate: 25 })
  mkdirSync(of('.'), { recursive: true })
  for (let pts = 0; pts < 501; pts++) writeFileSync(of(`still-${-pts - 1}.jpg`), '')
  const { video } = await probeMedia(tools, (await playback.resource('a', 'original', 0)).file)
  const ptsOf = (sec: number) => (sec * video.timeBase.den) / video.timeBase.num
  const files = await Promise.all(
    [0, 0.5, 1, 1.5].map((sec) => playback.resource('a', 'still', ptsOf(sec))),
  )
  for (const { file } of files) expect(existsSync(file)).toBe(true)
  expect(readdirSync(of('.')).length).toBeLessThan(420)
  await playback.close()
})
