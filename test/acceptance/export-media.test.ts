import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, renameSync } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAbort } from '#contract/errors.ts'
import type { CoreEvent } from '#contract/events.ts'
import { type ExportVerification, type Manifest, manifestSchema } from '#contract/manifest.ts'
import { type Core, createCore } from '#core/app/create-core.ts'
import { probeMedia } from '#core/media/probe.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { numbersIn } from '#test/support/numbered-frames.ts'
import { flagreel, flagreelJson, startFlagreel } from '#test/support/run-flagreel.ts'
import { makeSyntheticLibrary } from '#test/support/synthetic-library.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { unzip } from '#test/support/unzip.ts'

const root = join(import.meta.dirname, '../..')
const folder = tempFolder()
const library = join(folder.path, 'library')
const tools = await findMediaTools()
let core: Core

/** Nothing that a system takes for a path, an option, a formula or markup may come out as one. */
const HOSTILE = '=cmd|\u202egpj <img src=x> \'"& $(touch x) -->.mp4'
const FRAMES = 320
const GOP = 50
const scoreOf = (snippet: number) => (snippet % 10 >= 4 && snippet % 10 < 7 ? 0.8 : 0.05)
const RULE = { threshold: 0.5, release: 0.4, mergeGapSec: 1, minLengthSec: 0.5, paddingSec: 0 }
/** What it finds in each video. */
const FLAGS = 2

beforeAll(async () => {
  const footage = join(folder.path, 'footage')
  await mkdir(footage)
  const options = { rate: 25, frames: FRAMES, numbered: true, gop: GOP, audio: true }
  const gate = await makeVideo(footage, 'gate.mp4', options)
  const hostile = join(footage, HOSTILE)
  await copyFile(gate, hostile)
  await makeSyntheticLibrary(library, [
    ...[gate, hostile].map((path) => ({
      ...{ name: basename(path), path, snippets: FRAMES / 16, scoreOf },
      ...{ framesPerSec: 12_800, framePts: 512 },
    })),
    { name: 'away.mp4', snippets: 10, scoreOf, framesPerSec: 25 },
  ])
  core = createCore({
    ...{ libraryFolder: library, resourcesFolder: join(root, 'resources') },
    ...{ workerEntry: '', version: '0' },
  })
  // Whatever the rule of the built-in model is.
  const { model } = await core.call('segments.list', {})
  await core.call('settings.set', { rules: { [model.id]: RULE } })
})
afterAll(() => core.close())

const at = (name: string) => join(folder.path, name)
const exportTo = (name: string, ...args: readonly string[]) =>
  flagreel(library, 'export', '--out', at(name), ...args)
const manifestAt = async (name: string): Promise<Manifest> =>
  manifestSchema.parse(JSON.parse(await readFile(at(name), 'utf8')))
const verify = (name: string, ...args: readonly string[]) =>
  flagreelJson<ExportVerification>(library, 'export', 'verify', at(name), ...args)
const clipsIn = async (name: string) =>
  (await readdir(at(name)).catch(() => [])).filter((each) => each.endsWith('.mp4'))
const gate = () => join(folder.path, 'footage', 'gate.mp4')

describe('clips', () => {
  it('are planned: the true starts, the lead-in and the sizes, and nothing is written', async () => {
    const plan = ['--format', 'clips', '--file', gate(), '--plan']
    const { exitCode, stdout, stderr } = await exportTo('planned', ...plan)
    expect(exitCode).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines).toHaveLength(1 + FLAGS)
    expect(lines[0]).toMatch(/^CLIP +START +END +LEAD-IN +LEAD-OUT +FLAGS +SIZE +VIDEO$/)
    // The first flag begins at snippet 4, frame 64; the key frame before it is frame 50.
    expect(lines[1]).toMatch(/^gate_00-00-02\.560_[^_]+_\d\.\d\d\.mp4 +00:00:02\.00 .* 0\.56 s /)
    expect(stderr).toMatch(
      /2 clips, nothing written\. They need about [\d.,]+ MB; [\d,]+ MB are free\./,
    )
    const exact = await exportTo('planned', ...plan, '--exact')
    expect(exact.stdout.split('\n')[1]).toMatch(/ 00:00:02\.56 .* 0\.00 s /)
    await expect(readdir(at('planned'))).rejects.toThrow(/ENOENT/)
    const csv = await exportTo('planned', '--format', 'csv', '--plan')
    expect(csv.stderr).toMatch(/'--plan' is for clips, not for csv/)
  })

  it('are cut with handles to the frame, named, proven and marked; one bad file stops none', async () => {
    const args = [
      '--format',
      'clips',
      '--exact',
      '--handles',
      '0.4/0.2',
      '--name',
      '{index}-{name}',
    ]
    const { exitCode, stderr } = await exportTo('exact', ...args)
    expect(stderr).toMatch(/^FAILED: .*away\.mp4: /m)
    expect(stderr).toMatch(/Wrote 4 segments to 4 files\./)
    expect(exitCode).toBe(1)
    const clips = (await clipsIn('exact')).toSorted()
    expect(clips).toHaveLength(2 * FLAGS)
    for (const name of clips) {
      expect(name).toMatch(/^00\d-[^/\\:*?"<>|\u202e]+\.mp4$/)
      const shown = await numbersIn(join(at('exact'), name))
      expect(shown).toHaveLength(3 * 16 + 10 + 5)
    }
    const manifest = await manifestAt('exact/clips.manifest.json')
    expect(manifest).toMatchObject({
      format: 'clips',
      options: { cut: 'exact', beforeSec: 0.4, afterSec: 0.2, reel: false },
      model: { note: expect.any(String) },
      failures: [{ file: expect.stringMatching(/away\.mp4$/), flags: [expect.any(String)] }],
    })
    for (const { name, commands, clip } of manifest.outputs) {
      expect(clips).toContain(name)
      const [{ program, version, arguments: given }] = commands as [(typeof commands)[number]]
      expect([program, version]).toEqual(['ffmpeg', tools.ffmpegVersion])
      expect(given).toContain(`file:${join(at('exact'), name)}`)
      expect(clip).toMatchObject({ cut: 'exact', frames: 63, asked: clip!.shown })
    }
    const { comment } = await tagsOf(join(at('exact'), clips[0]!))
    expect(comment).toContain('Working copy, encoded anew')
    expect(comment).toContain(manifest.model.note)
    expect((await verify('exact/clips.manifest.json')).ok).toBe(true)
    await writeFile(join(at('exact'), clips[0]!), 'forged')
    const forged = await flagreel(library, 'export', 'verify', at('exact/clips.manifest.json'))
    expect(forged.exitCode).toBe(1)
    const { flags } = await core.call('review.flags', {})
    const marked = flags.filter(({ exported }) => exported?.place === at('exact'))
    expect(marked).toHaveLength(2 * FLAGS)
  })

  it('that are there are kept and never replaced, and a second export says so', async () => {
    const args = ['--format', 'clips', '--file', gate()]
    const copied = await exportTo('again', ...args)
    expect(copied.exitCode).toBe(0)
    expect(copied.stderr).toMatch(
      /^copies begin up to 0\.9\d s before their flags, 1\.5\d s in all \(--exact: at them\)$/m,
    )
    const before = await clipsIn('again')
    const second = await exportTo('again', ...args)
    expect(second.exitCode).toBe(0)
    expect(second.stderr).toContain('2 clips of them had been finished before.')
    expect(second.stderr).toMatch(/warning: 2 of them had been exported before/)
    expect(await clipsIn('again')).toEqual(before)
    expect((await verify('again/clips-2.manifest.json', '--outputs-only')).ok).toBe(true)
    const other = await exportTo('again', ...args, '--overwrite')
    expect(other).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/never take the place/),
    })
    const named = await exportTo('again', ...args, '--name', '{name}_{class}')
    expect(named.stderr).toMatch(/must have \{score\}, too/)
    const wrong = await exportTo('again', '--format', 'csv', '--reel')
    expect(wrong.stderr).toMatch(/The format csv has no option "reel"/)
    expect((await exportTo('no/such', ...args)).stderr).toMatch(/folder .*no does not exist/)
    const none = await exportTo('none', ...args, '--min-score', '1')
    expect(none).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/nothing to cut/) })
    await expect(readdir(at('none'))).rejects.toThrow(/ENOENT/)
    const { segments } = await core.call('segments.list', {})
    const flags = segments.flatMap(({ file, key }) => (file.endsWith('away.mp4') ? [key] : []))
    const failing = core.call('export.write', { format: 'clips', out: at('empty'), flags })
    await expect(failing).rejects.toThrow(/No clip could be made\. .*away\.mp4/)
    await expect(readdir(at('empty'))).rejects.toThrow(/ENOENT/)
  })

  it('of all flags of a video become one reel', async () => {
    const args = ['--format', 'clips', '--file', gate(), '--exact', '--reel']
    expect((await exportTo('reel', ...args)).exitCode).toBe(0)
    const [reel] = await clipsIn('reel')
    const span = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => from + index)
    expect(await numbersIn(join(at('reel'), reel!))).toEqual([...span(64, 112), ...span(224, 272)])
    const { outputs } = await manifestAt('reel/clips.manifest.json')
    expect(outputs[0]!.clip!.shown).toHaveLength(FLAGS)
  })

  it('are stopped with Ctrl-C and killed: nothing half-written stays, and it goes on', async () => {
    const args = ['export', '--out', at('killed'), '--format', 'clips', '--exact', '--file', gate()]
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const child = startFlagreel(library, ...args)
      const ended = once(child, 'exit')
      const isAtWork = async () =>
        (await readdir(at('killed')).catch(() => [])).some((name) => name.endsWith('.partial'))
      // Killed with one clip finished, and the other half-written.
      const isTime = async () =>
        signal === 'SIGINT' ? isAtWork() : (await clipsIn('killed')).length > 0
      while (child.exitCode === null && !(await isTime())) await sleep(5)
      child.kill(signal)
      expect(await ended).toEqual(signal === 'SIGINT' ? [130, null] : [null, 'SIGKILL'])
      for (const name of await clipsIn('killed'))
        expect(await numbersIn(join(at('killed'), name))).toHaveLength(48)
      if (signal === 'SIGINT') expect(await isAtWork()).toBe(false)
    }
    const { exitCode, stderr } = await exportTo('killed', ...args.slice(3))
    expect(exitCode).toBe(0)
    expect(stderr).toContain('1 clip of them had been finished before.')
    expect(await clipsIn('killed')).toHaveLength(FLAGS)
    expect((await readdir(at('killed'))).filter((name) => name.endsWith('.partial'))).toEqual([])
    expect((await verify('killed/clips.manifest.json')).ok).toBe(true)
  })
})

describe('reports', () => {
  it.each([
    ['sheet', 'sheet.png', Buffer.from('\u0089PNG', 'latin1')],
    ['html', 'report.html', Buffer.from('<!doctype html>')],
  ] as const)('%s is written with its manifest, marked and proven', async (format, name, magic) => {
    const args = ['--format', format, '--stills', 'in-peak-out', '--protect']
    const { exitCode, stderr } = await exportTo(name, ...args)
    expect(stderr).toContain('Manifest: ')
    expect(exitCode).toBe(0)
    const bytes = await readFile(at(name))
    expect(bytes.subarray(0, magic.length)).toEqual(magic)
    const manifest = await manifestAt(`${name}.manifest.json`)
    expect(manifest).toMatchObject({ format, options: { stills: 'in-peak-out', protect: true } })
    const [{ commands }] = manifest.outputs as [Manifest['outputs'][number]]
    expect(commands.length).toBeGreaterThanOrEqual(2 * FLAGS * 3)
    expect(commands[0]!.version).toBe(tools.ffmpegVersion)
    for (const { arguments: given } of commands) expect(given.join(' ')).toContain('gblur=sigma=')
    if (format === 'html') expect(bytes.toString()).toContain(manifest.model.note)
    expect((await verify(`${name}.manifest.json`)).ok).toBe(true)
    const { flags } = await core.call('review.flags', {})
    expect(flags.every(({ exported }) => exported?.place === at(name))).toBe(true)
    const again = await exportTo(name, ...args)
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/exists\./) })
    expect((await exportTo(name, '--format', format, '--overwrite')).exitCode).toBe(0)
    expect((await readdir(folder.path)).filter((each) => each.endsWith('.partial'))).toEqual([])
  })

  it('none is made of stills of a video that was replaced meanwhile', async () => {
    const away = at('gate.away')
    const unsubscribe = core.subscribe((event) => {
      if (event.type !== 'export-progress' || event.step !== 'stills' || existsSync(away)) return
      renameSync(gate(), away)
      copyFileSync(away, gate())
    })
    const making = core.call('export.write', { format: 'html', out: at('replaced.html') })
    await expect(making).rejects.toThrow(/gate\.mp4 was changed while its stills were taken/)
    unsubscribe()
    renameSync(away, gate())
    expect((await readdir(folder.path)).filter((name) => name.startsWith('replaced'))).toEqual([])
  })

  it('a sheet of many flags is several pages', async () => {
    const many = join(folder.path, 'many')
    await makeSyntheticLibrary(many, [
      { name: 'long.mp4', snippets: 900, scoreOf, framesPerSec: 25 },
    ])
    const { exitCode, stderr } = await flagreel(
      ...([many, 'export', '--format', 'sheet', '--out', at('pages.png')] as const),
    )
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/Wrote \d+ segments to \d+ files\./)
    const { outputs } = await manifestAt('pages.png.manifest.json')
    expect(outputs.slice(0, 2).map(({ name }) => name)).toEqual(['pages.png', 'pages-2.png'])
  })

  it.each(['sheet', 'html'] as const)('%s that is stopped leaves nothing', async (format) => {
    const stopping = core.subscribe((event) => {
      if (event.type === 'export-progress' && event.step === 'stills')
        void core.call('export.cancel', {})
    })
    const out = at(`stopped.${format}`)
    await expect(core.call('export.write', { format, out })).rejects.toSatisfy(isAbort)
    stopping()
    const left = (await readdir(folder.path)).filter((name) => /^stopped|partial$/.test(name))
    expect(left).toEqual([])
  })

  it('a PDF is for the desktop, and is refused with what to do', async () => {
    const writing = core.call('export.write', { format: 'pdf', out: at('report.pdf') })
    await expect(writing).rejects.toMatchObject({
      code: 'missing-tool',
      hint: expect.stringMatching(/print it in a browser/),
    })
    expect((await readdir(folder.path)).some((name) => name.startsWith('report.pdf'))).toBe(false)
  })

  it('a printer of the host makes the PDF, which its manifest tells', async () => {
    const command = { program: 'Printer', version: '1', arguments: ['A4'] }
    const printing = createCore({
      ...{ libraryFolder: library, resourcesFolder: join(root, 'resources') },
      ...{ workerEntry: '', version: '0' },
      async printPdf({ html, pdf }) {
        expect(await readFile(html, 'utf8')).toMatch(/^<!doctype html>/)
        await writeFile(pdf, '%PDF-')
        return command
      },
    })
    await printing.call('export.write', { format: 'pdf', out: at('printed.pdf') })
    await printing.close()
    const { outputs } = await manifestAt('printed.pdf.manifest.json')
    expect(outputs).toMatchObject([{ name: 'printed.pdf', bytes: 5 }])
    expect(outputs[0]!.commands.at(-1)).toEqual(command)
  })
})

describe('exports that are asked for one after another', () => {
  it('wait their turn, tell of it, and can be stopped one by one', async () => {
    const events: CoreEvent[] = []
    const listening = core.subscribe((event) => events.push(event))
    const clips = core.call('export.write', {
      ...{ format: 'clips', out: at('queued'), file: gate(), options: { cut: 'exact' } },
    })
    const csv = core.call('export.write', { format: 'csv', out: at('queued.csv') })
    const json = core.call('export.write', { format: 'json', out: at('queued.json') })
    const stopped = expect(csv).rejects.toThrow(/abort/i)
    const states = async () => (await core.call('export.tasks', {})).slice(0, 3)
    await expect.poll(states).toMatchObject([
      { format: 'clips', state: 'running' },
      { format: 'csv', state: 'waiting' },
      { format: 'json', state: 'waiting' },
    ])
    const [first, second] = await states()
    await core.call('export.cancel', { task: second!.id })
    await stopped
    await Promise.all([clips, json])
    listening()
    expect(await states()).toMatchObject([
      { format: 'json', state: 'done', saved: { name: 'queued.json' }, message: null },
      { format: 'csv', state: 'stopped', saved: null },
      { format: 'clips', state: 'done', saved: { name: 'queued', files: FLAGS, failed: 0 } },
    ])
    const steps = events.flatMap((event) =>
      event.type === 'export-progress' && event.task === first!.id ? [event.step] : [],
    )
    expect(new Set(steps)).toEqual(new Set(['plan', 'clips']))
    expect(events).toContainEqual({ type: 'changed', what: ['exports'] })
    await expect(readFile(at('queued.csv'))).rejects.toThrow(/ENOENT/)
  })
})

describe('a download', () => {
  const downloads = () => readdir(join(library, 'downloads')).catch(() => [])
  const choice = { contentIds: [] as string[] }
  beforeAll(async () => {
    const { segments } = await core.call('segments.list', { file: gate() })
    choice.contentIds = [segments[0]!.contentId]
  })

  it('of clips is one archive, streamed from a folder that is gone afterwards', async () => {
    const { id, name, segments } = await core.call('export.prepare', { format: 'clips', ...choice })
    expect(name).toMatch(/^clips-\d{4}-\d\d-\d\d\.zip$/)
    expect(segments).toBe(FLAGS)
    expect(await downloads()).toHaveLength(1)
    const taken = core.takeExport(id)!
    const bytes = Buffer.concat(await Array.fromAsync(taken.stream))
    await taken.dispose()
    expect(await downloads()).toEqual([])
    expect(core.takeExport(id)).toBeUndefined()
    const files = [...unzip(bytes)]
    expect(files.map(([each]) => each.replace(/^gate_.*\.mp4$/, 'clip'))).toEqual([
      ...['clip', 'clip', 'clips.manifest.json'],
    ])
    await writeFile(at('unzipped.mp4'), files[0]![1])
    expect((await probeMedia(tools, at('unzipped.mp4'))).video.codec).toBe('h264')
  })

  it('that nobody fetches is removed at the end, or at the next start after a crash', async () => {
    const other = createCore({
      ...{ libraryFolder: library, resourcesFolder: join(root, 'resources') },
      ...{ workerEntry: '', version: '0' },
    })
    await other.call('export.prepare', { format: 'csv' })
    expect(await downloads()).toHaveLength(1)
    const [mine] = await downloads()
    // As a process left it that is dead: no system gives so high a number.
    const dead = mine!.replace(/-\d+-([0-9a-f]{12})/, '-99999999-$1')
    await mkdir(join(library, 'downloads', dead))
    await other.close()
    expect(await downloads()).toEqual([dead])
    const { id } = await core.call('export.prepare', { format: 'csv' })
    expect(await downloads()).not.toContain(dead)
    await core.takeExport(id)!.dispose()
    await rm(at('unzipped.mp4'), { force: true })
  })

  it('is planned in short before it is made, and its clips are named', async () => {
    const options = { name: '{class} {score} {index}' }
    const outlook = await core.call('export.outlook', { ...choice, options })
    expect(outlook).toMatchObject({ clips: FLAGS, failed: 0, failure: null })
    expect(outlook.mostLeadInSec).toBeCloseTo(0.96, 6)
    expect(outlook.leadInSec).toBeCloseTo(0.56 + 0.96, 6)
    const { name } = await core.call('export.clipName', { ...choice, options })
    expect(name).toMatch(/^.+ \d\.\d\d 001$/)
  })
})

async function tagsOf(path: string): Promise<{ readonly comment: string }> {
  const args = ['-v', 'error', '-show_entries', 'format_tags', '-of', 'json', path]
  const { stdout } = await promisify(execFile)(tools.ffprobe, args)
  return JSON.parse(stdout).format.tags
}
