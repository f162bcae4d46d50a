import { createHash } from 'node:crypto'
import {
  appendFile,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoreEvent } from '#contract/events.ts'
import { LIST_FORMATS } from '#contract/export-formats.ts'
import { type ExportVerification, type Manifest, manifestSchema } from '#contract/manifest.ts'
import type { SegmentList } from '#contract/results.ts'
import { type Core, createCore } from '#core/app/create-core.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { readEdl } from '#test/support/read-edl.ts'
import { flagreel, flagreelJson } from '#test/support/run-flagreel.ts'
import { makeSyntheticLibrary } from '#test/support/synthetic-library.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '../..')
const folder = tempFolder()
const library = join(folder.path, 'library')
let first: string
let second: string
let core: Core

const scoreOf = (snippet: number) => (snippet % 10 < 4 ? 0.8 : 0.05)
const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

beforeAll(async () => {
  const footage = join(folder.path, 'footage')
  await mkdir(footage)
  first = await makeVideo(footage, 'first.mov', {
    rate: '30000/1001',
    frames: 480,
    audio: true,
    extra: ['-timecode', '00:59:59;20'],
  })
  second = await makeVideo(footage, 'second.mp4', { rate: 25, frames: 320 })
  await makeSyntheticLibrary(library, [
    { name: 'first.mov', path: first, snippets: 30, scoreOf, framesPerSec: 30_000, framePts: 1001 },
    { name: 'second.mp4', path: second, snippets: 20, scoreOf, framesPerSec: 25 },
    { name: 'away.mp4', snippets: 10, scoreOf, framesPerSec: 25 },
  ])
  core = createCore({
    libraryFolder: library,
    resourcesFolder: join(root, 'resources'),
    workerEntry: '',
    version: '1.2.3',
  })
})
afterAll(() => core.close())

const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'))
const exportTo = (name: string, ...args: readonly string[]) =>
  flagreel(library, 'export', '--out', join(folder.path, name), ...args)
const verify = (name: string, ...args: readonly string[]) =>
  flagreelJson<ExportVerification>(library, 'export', 'verify', join(folder.path, name), ...args)
const states = ({ checks }: ExportVerification) =>
  checks.map(({ kind, state }) => `${kind} ${state}`)

describe('a manifest', () => {
  it('says what an export was made of, and of what it consists', async () => {
    await core.call('settings.set', { reviewer: 'Ada' })
    const { exitCode, stderr } = await exportTo('one.csv', '--format', 'csv', '--min-score', '0.5')
    expect(exitCode).toBe(0)
    expect(stderr).toContain('Manifest: ')
    expect(stderr).toMatch(/warning: ".*away\.mp4": The file is not there\./)
    const manifest: Manifest = manifestSchema.parse(
      await readJson(join(folder.path, 'one.csv.manifest.json')),
    )
    expect(manifest).toMatchObject({
      operator: 'Ada',
      app: { name: 'Flagreel', version: '0.1.0' },
      ...{ format: 'csv', options: { timecode: 'auto' } },
      model: { training: expect.any(String), note: expect.any(String) },
      choice: { minScore: 0.5, verdicts: 'all', mode: 'rule' },
    })
    expect(manifest.labels[0]?.id).toBe('normal')
    const { ffmpegVersion: ffmpeg, ffprobeVersion: ffprobe } = await findMediaTools()
    expect(manifest.tools).toEqual({ ffmpeg, ffprobe })
    expect(Date.now() - Date.parse(manifest.createdAt)).toBeLessThan(60_000)
    const [away, ntsc, pal] = manifest.sources
    expect(ntsc).toMatchObject({
      ...{ file: first, state: 'present', problem: null, sha256: await sha256(first) },
      ...{ startTimecode: '00:59:59;20', width: 160, height: 120, containerStartSec: 0 },
      ...{ frameRate: { num: 30_000, den: 1001 }, isVariableFrameRate: false, frames: 480 },
    })
    expect(pal).toMatchObject({ sha256: await sha256(second), startTimecode: null })
    expect(away).toMatchObject({ state: 'missing', sha256: null, containerStartSec: null })
    const { segments } = await core.call('segments.list', {})
    expect(manifest.sources.flatMap(({ flags }) => flags.map(({ key }) => key))).toEqual(
      segments.map(({ key }) => key),
    )
    expect(ntsc!.flags[0]).toMatchObject({ startFrame: 0, startPts: 0, class: expect.any(String) })
    expect(ntsc!.flags[0]?.precision).toBe(segments[0]?.precision)
    const out = join(folder.path, 'one.csv')
    expect(manifest.outputs).toEqual([
      {
        name: 'one.csv',
        bytes: (await readFile(out)).length,
        sha256: await sha256(out),
        commands: [],
      },
    ])
  })

  it('is proven by "export verify", which finds what differs, is missing or was replaced', async () => {
    await exportTo('proof.edl', '--format', 'edl')
    const names = (await readdir(folder.path)).filter((name) => name.startsWith('proof'))
    expect(names.toSorted()).toEqual(['proof-2.edl', 'proof.edl', 'proof.edl.manifest.json'])
    const whole = await verify('proof.edl.manifest.json')
    expect(whole.ok).toBe(true)
    expect(states(whole)).toEqual([
      ...['manifest same', 'output same', 'output same'],
      ...['source unrecorded', 'source same', 'source same'],
    ])
    const outputs = await verify('proof.edl.manifest.json', '--outputs-only')
    expect(states(outputs)).toEqual(['manifest same', 'output same', 'output same'])

    const path = join(folder.path, 'proof.edl')
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace('01:00:00', '01:00:01'))
    await rename(join(folder.path, 'proof-2.edl'), join(folder.path, 'moved.edl'))
    await appendFile(second, 'x')
    const changed = await flagreel(library, 'export', 'verify', `${path}.manifest.json`, '--json')
    expect(changed.exitCode).toBe(1)
    const found = JSON.parse(changed.stdout) as ExportVerification
    expect(found.ok).toBe(false)
    expect(states(found)).toEqual([
      ...['manifest same', 'output different', 'output missing'],
      ...['source unrecorded', 'source same', 'source different'],
    ])
    const table = await flagreel(library, 'export', 'verify', `${path}.manifest.json`)
    expect(table.exitCode).toBe(1)
    expect(table.stdout).toMatch(/^different +output .*proof\.edl +Its content has changed/m)
    expect(table.stdout).toMatch(/^missing +output .*proof-2\.edl/m)

    await writeFile(path, text)
    await rename(join(folder.path, 'moved.edl'), join(folder.path, 'proof-2.edl'))
    await truncate(second, (await stat(second)).size - 1)
    await utimes(second, new Date(), new Date(1_600_000_000_000))
    const manifest = await readFile(`${path}.manifest.json`, 'utf8')
    await writeFile(`${path}.manifest.json`, manifest.replace('"Ada"', '"Eve"'))
    const { exitCode, stdout } = await flagreel(
      library,
      ...['export', 'verify', `${path}.manifest.json`, '--json'],
    )
    const forged = JSON.parse(stdout) as ExportVerification
    expect(exitCode).toBe(1)
    expect(states(forged)[0]).toBe('manifest different')
    expect(forged.ok).toBe(false)
    // Nor is it another export, or one of nothing, that it says it is; nor by another way to it.
    await symlink(folder.path, join(folder.path, 'way'), 'junction')
    const other = join(folder.path, 'way', 'proof.edl.manifest.json')
    for (const change of [{ format: 'clips' }, { outputs: [] }, { operator: 'Eve' }]) {
      await writeFile(other, JSON.stringify({ ...JSON.parse(manifest), ...change }))
      const args = ['export', 'verify', other, '--outputs-only', '--json'] as const
      const again = await flagreel(library, ...args)
      expect(again.exitCode).toBe(1)
      expect(states(JSON.parse(again.stdout))[0]).toBe('manifest different')
    }
    // Elsewhere nothing is known of it.
    await mkdir(join(folder.path, 'elsewhere'))
    for (const name of ['proof.edl', 'proof-2.edl', 'proof.edl.manifest.json'])
      await copyFile(join(folder.path, name), join(folder.path, 'elsewhere', name))
    const moved = await verify('elsewhere/proof.edl.manifest.json', '--outputs-only')
    expect(states(moved)).toEqual(['manifest unrecorded', 'output same', 'output same'])
    expect(moved.ok).toBe(true)
  })

  it('opens no video that a manifest names on another machine', async () => {
    const manifest = await readJson(join(folder.path, 'one.csv.manifest.json'))
    const sources = ['\\\\stranger\\share\\cam.mp4', '//stranger/share/cam.mp4', 'cam.mp4'].map(
      (file) => ({ ...manifest.sources[0], file, sha256: '0'.repeat(64) }),
    )
    folder.save(JSON.stringify({ ...manifest, sources }), 'far.manifest.json')
    const far = join(folder.path, 'far.manifest.json')
    const { stdout } = await flagreel(library, 'export', 'verify', far, '--json')
    const { checks } = JSON.parse(stdout) as ExportVerification
    const last = checks.slice(-3)
    expect(last.map(({ state }) => state)).toEqual(['unreadable', 'unreadable', 'unreadable'])
    expect(last.every(({ detail }) => detail.includes('another machine'))).toBe(true)
  })

  it('refuses to be what it is not', async () => {
    const run = (name: string) => flagreel(library, 'export', 'verify', join(folder.path, name))
    folder.save('', 'empty.manifest.json')
    folder.save('{"schema":"flagreel.manifest/2"}', 'newer.manifest.json')
    expect((await run('none.manifest.json')).stderr).toMatch(/is not there/)
    expect((await run('empty.manifest.json')).stderr).toMatch(
      /no manifest of an export: it is no JSON/,
    )
    const newer = await run('newer.manifest.json')
    expect(newer).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/schema/) })
    const manifest = await readJson(join(folder.path, 'one.csv.manifest.json'))
    const outputs = [{ ...manifest.outputs[0], name: '../library/library.sqlite' }]
    folder.save(JSON.stringify({ ...manifest, outputs }), 'outside.manifest.json')
    expect((await run('outside.manifest.json')).stderr).toMatch(/no name of a file beside it/)
  })

  it('says of a video that was changed that it is another', async () => {
    await exportTo('changed.json', '--format', 'json')
    const document = await readJson(join(folder.path, 'changed.json'))
    expect(document.sources[2]).toMatchObject({
      ...{ state: 'changed', sha256: null, problem: expect.stringMatching(/not the one/) },
    })
  })
})

describe('the videos of an export', () => {
  it('are read once', async () => {
    const events: CoreEvent[] = []
    const reading = core.subscribe((event) => events.push(event))
    for (const name of ['again-1.json', 'again-2.json'])
      await core.call('export.write', { format: 'json', out: join(folder.path, name) })
    reading()
    expect(events.filter(({ type }) => type === 'export-progress')).toEqual([])
    const [a, b] = await Promise.all(
      ['again-1.json', 'again-2.json'].map(
        async (name) => (await readJson(join(folder.path, name))).sources,
      ),
    )
    expect(a).toEqual(b)
  })

  it('are said to be read, and cancelling leaves nothing', async () => {
    const video = await makeVideo(join(folder.path, 'footage'), 'third.mp4', { frames: 160 })
    const other = join(folder.path, 'cancelled')
    await makeSyntheticLibrary(other, [
      { name: 'third.mp4', path: video, snippets: 10, scoreOf, framesPerSec: 25 },
    ])
    const reader = createCore({
      ...{ libraryFolder: other, resourcesFolder: join(root, 'resources') },
      ...{ workerEntry: '', version: '0' },
    })
    const events: CoreEvent[] = []
    reader.subscribe((event) => {
      events.push(event)
      if (event.type === 'export-progress') void reader.call('export.cancel', {})
    })
    const out = join(folder.path, 'cancelled.json')
    await expect(reader.call('export.write', { format: 'json', out })).rejects.toThrow(/abort/i)
    await expect(reader.call('export.prepare', { format: 'json' })).rejects.toThrow(/abort/i)
    await reader.close()
    expect(events).toContainEqual({
      type: 'export-progress',
      task: 1,
      step: 'videos',
      done: expect.any(Number),
      total: expect.any(Number),
    })
    expect((await readdir(folder.path)).filter((name) => name.startsWith('cancelled.'))).toEqual([])
  })
})

describe('the command', () => {
  it('writes every list, with the start timecode of the file', async () => {
    for (const format of LIST_FORMATS) {
      const { exitCode, stderr } = await exportTo(`all.${format}`, '--format', format)
      expect(stderr).not.toContain('error')
      expect(exitCode).toBe(0)
      expect((await verify(`all.${format}.manifest.json`, '--outputs-only')).ok).toBe(true)
    }
    const edl = readEdl(await readFile(join(folder.path, 'all-2.edl'), 'utf8'), {
      num: 30_000,
      den: 1001,
    })
    expect(edl.isDropFrame).toBe(true)
    const { segments } = await flagreelJson<SegmentList>(
      library,
      'segments',
      'list',
      '--file',
      first,
    )
    // 00:59:59;20 is ten frames before the hour, and the hour is frame 107892.
    expect(edl.events.map(({ sourceIn, sourceOut }) => [sourceIn, sourceOut])).toEqual(
      segments.map(({ startFrame, endFrame }) => [107_882 + startFrame, 107_882 + endFrame]),
    )
    expect(
      (await readdir(folder.path)).filter((name) => /^all.*vtt$/.test(name)).toSorted(),
    ).toEqual(['all-away.chapters.vtt', 'all-first.chapters.vtt', 'all-second.chapters.vtt'])
  })

  it('asks for what it needs, and refuses what a format does not have', async () => {
    const run = (...args: readonly string[]) => flagreel(library, 'export', ...args)
    expect((await run('--out', 'x.csv')).stderr).toMatch(/required option '--format <format>'/)
    expect((await run('--format', 'csv')).stderr).toMatch(/required option '--out <path>'/)
    const { exitCode, stderr } = await exportTo('x.csv', '--format', 'csv', '--layout', 'in-place')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/The format csv has no option "layout"\.\n.*It has: timecode/)
  })
})

describe('videos that were really scanned', () => {
  it('have the frame rate of their frames, whatever their container says', async () => {
    const footage = join(folder.path, 'scanned')
    await mkdir(footage)
    const videos = [
      ['ntsc.mkv', { rate: '30000/1001' }, { num: 30_000, den: 1001 }],
      ['film.mp4', { rate: '24000/1001', bFrames: 2 }, { num: 24_000, den: 1001 }],
      ['late.ts', { rate: 50, startSec: 3, audio: true }, { num: 50, den: 1 }],
      ['odd.mov', { rate: '25/2' }, { num: 25, den: 2 }],
      ['uneven.mkv', { vfr: true, frames: 100 }, null],
    ] as const
    for (const [name, options] of videos) await makeVideo(footage, name, options)
    const scanned = join(folder.path, 'scanned-library')
    const out = join(folder.path, 'scanned.json')
    await flagreel(scanned, 'scan', footage)
    const rule = ['--threshold', '0.000001', '--release', '0']
    const { exitCode } = await flagreel(
      scanned,
      'export',
      '--format',
      'json',
      '--out',
      out,
      ...rule,
    )
    expect(exitCode).toBe(0)
    const { sources, segments } = await readJson(out)
    for (const [name, , rate] of videos) {
      const source = sources.find(({ file }: { file: string }) => file.endsWith(name))
      expect(source, name).toMatchObject({ isVariableFrameRate: rate === null, state: 'present' })
      if (rate) expect(source.frameRate).toEqual(rate)
    }
    const late = sources.find(({ file }: { file: string }) => file.endsWith('late.ts'))
    expect(late.containerStartSec).toBeGreaterThan(2)
    // Frames by time and frames as they were decoded are the same where none is missing.
    const csv = join(folder.path, 'scanned.csv')
    await flagreel(scanned, 'export', '--format', 'csv', '--out', csv, ...rule)
    expect(segments.length).toBeGreaterThanOrEqual(videos.length)
    const timecodes = (await readFile(csv, 'utf8')).match(
      /\d\d:\d\d:\d\d[:;]\d\d,\d\d:\d\d:\d\d[:;]\d\d,50\/1/,
    )
    const { endFrame } = segments.find(({ file }: { file: string }) => file.endsWith('late.ts'))
    expect(timecodes?.[0]).toContain(
      `,00:00:0${Math.floor(endFrame / 50)}:${String(endFrame % 50).padStart(2, '0')},`,
    )
  })
})
