import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dropRunMark, takeRunMark } from '#core/files/run-mark.ts'
import { probeMedia } from '#core/media/probe.ts'
import { findMediaTools, type MediaTools } from '#core/media/tools.ts'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { Playback, type PlaybackParts } from './playback.ts'

const folder = tempFolder()
const tools = await findMediaTools()
let count = 0

async function playbackOf(
  name: string,
  options: VideoOptions = {},
  parts: Partial<PlaybackParts> = {},
) {
  const path = await makeVideo(folder.path, `${count++}-${name}`, options)
  const derived = join(folder.path, `derived-${count}`)
  const playback = new Playback({
    folder: derived,
    tools: async () => tools,
    probe: (file, signal) => probeMedia(tools, file, { signal }),
    pathOf: () => path,
    ...unchangedSince(path),
    keyPts: async () => undefined,
    isPaused: () => false,
    emit: () => undefined,
    ...parts,
  })
  const stateOf = async () => (await playback.open('a')).state
  return { path, playback, stateOf, of: (file: string) => join(derived, 'a', file) }
}

/** Whether the file is the one that it is now, as the library tells. */
function unchangedSince(path: string): Pick<PlaybackParts, 'isUnchanged' | 'isReplaced'> {
  const { mtimeMs } = statSync(path)
  const isUnchanged = () => statSync(path, { throwIfNoEntry: false })?.mtimeMs === mtimeMs
  return { isUnchanged, isReplaced: () => existsSync(path) && !isUnchanged() }
}

const isUnfinished = (name: string) => name.startsWith('.making-')

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
  const isMaking = () => existsSync(of('.')) && readdirSync(of('.')).some(isUnfinished)
  await expect.poll(isMaking, { timeout: 10_000 }).toBe(true)
  isPaused = true
  await expect.poll(isMaking, { timeout: 10_000 }).toBe(false)
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

/** Tools whose ffmpeg finds another file at a path than the one that lay there a moment before. */
async function swappingTools(name: string) {
  const other = await makeVideo(folder.path, `other-${name}`, { source: 'color=c=red' })
  const swap = (path: string) =>
    `mv '${path}' '${path}.kept'\ncp '${other}' '${path}'\nexec '${tools.ffmpeg}' "$@"\n`
  let ffmpeg = tools.ffmpeg
  return {
    now: async (): Promise<MediaTools> => ({ ...tools, ffmpeg }),
    swap(path: string) {
      ffmpeg = folder.save(`#!/bin/sh\n${swap(path)}`)
      chmodSync(ffmpeg, 0o755)
    },
    putBack(path: string) {
      ffmpeg = tools.ffmpeg
      renameSync(`${path}.kept`, path)
    },
  }
}

it.each(['poster', 'still', 'strip'] as const)(
  'keeps no %s of a file that was replaced while it was made',
  async (kind) => {
    const { now, swap, putBack } = await swappingTools(`${kind}.mp4`)
    const { path, playback, of } = await playbackOf(`${kind}.mp4`, {}, { tools: now })
    await playback.open('a')
    swap(path)
    const made = playback.resource('a', kind, 0)
    await expect(made).rejects.toMatchObject({
      code: 'bad-media',
      message: expect.stringMatching(/scan it again/),
    })
    expect(readdirSync(of('.'))).toEqual([])
    putBack(path)
    expect(existsSync((await playback.resource('a', kind, 0)).file)).toBe(true)
    await playback.close()
  },
)

it('keeps no proxy of a file that was replaced while it was made, and makes it once the file is back', async () => {
  const { now, swap, putBack } = await swappingTools('swapped.avi')
  let ended = 0
  const emit: PlaybackParts['emit'] = ({ type }) => {
    if (type === 'changed') ended++
  }
  const parts = { tools: now, emit }
  const { path, playback, stateOf, of } = await playbackOf('old.avi', { codec: 'mpeg4' }, parts)
  swap(path)
  expect(await stateOf()).toBe('making')
  await expect.poll(() => ended, { timeout: 10_000 }).toBe(1)
  expect(readdirSync(of('.'))).toEqual([])
  await expect(stateOf()).rejects.toMatchObject({ code: 'bad-media' })
  putBack(path)
  expect(await stateOf()).toBe('making')
  await expect.poll(stateOf, { timeout: 10_000 }).toBe('ready')
  await playback.close()
})

it('forgets what was probed of a file that was replaced meanwhile', async () => {
  const film = await makeVideo(folder.path, 'probed.mp4')
  const wide = await makeVideo(folder.path, 'wide.mp4', { size: '320x120' })
  let isFirst = true
  const probe: PlaybackParts['probe'] = async (file, signal) => {
    if (!isFirst) return probeMedia(tools, file, { signal })
    isFirst = false
    renameSync(file, `${file}.kept`)
    copyFileSync(wide, file)
    return probeMedia(tools, file, { signal })
  }
  const parts = { pathOf: () => film, ...unchangedSince(film), probe }
  const { playback } = await playbackOf('film.mp4', {}, parts)
  await expect(playback.open('a')).rejects.toMatchObject({ code: 'bad-media' })
  renameSync(`${film}.kept`, film)
  expect(await playback.open('a')).toMatchObject({ width: 160 })
  await playback.close()
})

it('what another run is making stays, and what a dead one left goes', async () => {
  const { playback, of } = await playbackOf('film.mp4')
  const mark = takeRunMark()
  const marked = (pid: number) => mark.replace(/-\d+-[0-9a-f]{12}/, `-${pid}-0123456789ab`)
  // No system gives so high a number to a process; our parent lives; our own number is from before a restart.
  const dead = marked(99_999_999)
  const stay = [mark, marked(process.ppid), dead.replace(/^[0-9a-f]{8}/, '00000000')]
  for (const each of [...stay, dead, marked(process.pid)]) {
    mkdirSync(of(`.making-${each}-strip`), { recursive: true })
    writeFileSync(of(`.making-${each}-strip/000.jpg`), '')
    writeFileSync(of(`.making-${each}-proxy.mp4`), '')
  }
  const parts = { folder: of('..') }
  const second = await playbackOf('film.mp4', {}, parts)
  const left = stay.flatMap((each) => [`.making-${each}-strip`, `.making-${each}-proxy.mp4`])
  expect(readdirSync(of('.')).sort()).toEqual(left.sort())
  dropRunMark(mark)
  await Promise.all([playback.close(), second.playback.close()])
})

it('two runs that make the same at once both have it', async () => {
  const first = await playbackOf('film.mp4')
  const second = await playbackOf('film.mp4', {}, { folder: first.of('..') })
  const kinds = ['poster', 'strip'] as const
  const files = await Promise.all(
    [first, second].flatMap(({ playback }) =>
      kinds.map(async (kind) => (await playback.resource('a', kind, 0)).file),
    ),
  )
  for (const file of files) expect(existsSync(file)).toBe(true)
  expect(readdirSync(first.of('.')).sort()).toEqual(['poster.jpg', 'strip'])
  await Promise.all([first.playback.close(), second.playback.close()])
})
