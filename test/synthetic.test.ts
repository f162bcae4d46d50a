import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rankingMetrics } from '#core/evaluation/ranking-metrics.ts'
import { runTool } from '#core/media/run-tool.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { captionsOf } from '#scripts/synthetic/captions.ts'
import { CAMERA_RANGES, clipSpec, layoutsOf } from '#scripts/synthetic/clip-spec.ts'
import {
  type DataSetPlan,
  groundTruthCsv,
  labelsCsv,
  labelsOf,
  plannedClip,
} from '#scripts/synthetic/data-set.ts'
import { drawFrame } from '#scripts/synthetic/draw-frame.ts'
import { createRandom } from '#scripts/synthetic/random.ts'
import { PALETTE, TEST_PALETTE } from '#scripts/synthetic/scene.ts'
import { DISTRACTORS, EVENT_CLASSES, frameEvents, SPLITS } from '#scripts/synthetic/spec.ts'
import { drawTrainingFrame } from '#scripts/synthetic/training-frame.ts'
import { writeClip } from '#scripts/synthetic/write-clip.ts'

const size = { width: 128, height: 96 }
const seeds = Array.from({ length: 40 }, (_, i) => i)

describe('a clip', () => {
  it('is plain data, and the same for the same seed', () => {
    const spec = clipSpec(7, 'train')
    expect(clipSpec(7, 'train')).toEqual(spec)
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec)
    expect(clipSpec(8, 'train')).not.toEqual(spec)
    expect(clipSpec(7, 'validation').seed).not.toBe(spec.seed)
  })

  it('draws the same picture whatever was drawn before', () => {
    const spec = clipSpec(3, 'train', { label: 'riot', size })
    const time = spec.events[0]!.fromSec + 1
    const first = drawFrame(spec, time)
    drawFrame(clipSpec(4, 'test', { label: 'explosion', size }), 5)
    drawFrame(spec, time + 2)
    expect(Buffer.compare(drawFrame(spec, time), first)).toBe(0)
    const copy = JSON.parse(JSON.stringify(spec)) as typeof spec
    expect(Buffer.compare(drawFrame(copy, time), first)).toBe(0)
    expect(Buffer.compare(drawFrame(spec, time + 0.5), first)).not.toBe(0)
  })

  it.each(EVENT_CLASSES)('shows %s in its own frames and in no others', (label) => {
    const rate = 4
    for (const split of SPLITS) {
      const spec = clipSpec(11, split, { label, size, seconds: 20 })
      const without = { ...spec, events: [] }
      const shown = frameEvents(spec, rate)
      for (let frame = 0; frame < spec.seconds * rate; frame++) {
        const isEvent = shown.some(
          ({ startFrame, endFrame }) => frame >= startFrame && frame < endFrame,
        )
        const time = frame / rate
        const differs = changedPixels(drawFrame(spec, time), drawFrame(without, time))
        if (isEvent) expect(differs, `${split} frame ${frame}`).toBeGreaterThan(12)
        else expect(differs, `${split} frame ${frame}`).toBe(0)
      }
    }
  })

  it('has events of 3 to 15 seconds that do not overlap', () => {
    for (const seed of seeds) {
      const { events, seconds } = clipSpec(seed, 'train', { label: 'fire', seconds: 60 })
      let end = 0
      for (const event of events) {
        expect(event.fromSec).toBeGreaterThan(end)
        expect(event.toSec - event.fromSec).toBeGreaterThanOrEqual(3)
        expect(event.toSec - event.fromSec).toBeLessThanOrEqual(15)
        end = event.toSec
      }
      expect(end).toBeLessThanOrEqual(seconds)
    }
  })

  it('shows every distractor, before normal and abnormal events alike', () => {
    for (const label of ['normal', 'fighting'] as const) {
      const kinds = Array.from({ length: 900 }, (_, seed) => clipSpec(seed, 'train', { label }))
        .flatMap(({ distractors }) => distractors)
        .map(({ kind }) => kind)
      expect(new Set(kinds)).toEqual(new Set(DISTRACTORS))
    }
  })
})

describe('the test split', () => {
  it('has places, colours and cameras that training and validation never show', () => {
    const own = Object.keys(layoutsOf('test'))
    expect(own.length).toBeGreaterThanOrEqual(3)
    expect(Object.keys(layoutsOf('train')).filter((name) => own.includes(name))).toEqual([])
    for (const list of ['walls', 'road', 'pavement', 'grass', 'leaves', 'accents'] as const) {
      const known = new Set(PALETTE[list].map(String))
      expect(TEST_PALETTE[list].filter((colour) => known.has(String(colour)))).toEqual([])
    }
    for (const what of ['height', 'tilt', 'focal'] as const)
      expect(CAMERA_RANGES.test[what][0]).toBeGreaterThan(CAMERA_RANGES.train[what][1])
  })

  it('is drawn from what is its own', () => {
    for (const seed of seeds)
      for (const split of SPLITS) {
        const { layout, camera, scene } = clipSpec(seed, split)
        const range = CAMERA_RANGES[split === 'test' ? 'test' : 'train']
        expect(Object.keys(layoutsOf(split))).toContain(layout)
        expect(camera.height).toBeGreaterThanOrEqual(range.height[0])
        expect(camera.height).toBeLessThanOrEqual(range.height[1])
        const walls = split === 'test' ? TEST_PALETTE.walls : PALETTE.walls
        for (const box of scene.boxes) expect(walls).toContainEqual(box.colour)
      }
  })
})

describe('captions', () => {
  it('name the class of an event while it is on, and say normal otherwise', () => {
    for (const label of EVENT_CLASSES)
      for (const seed of seeds.slice(0, 12)) {
        const spec = clipSpec(seed, 'train', { label })
        const event = spec.events[0]!
        const during = captionsOf(spec, event.fromSec + 0.5, createRandom(seed))
        const word = label === 'riot' ? /riot/ : label === 'explosion' ? /explo/ : new RegExp(label)
        expect(during.join('\n')).toMatch(word)
        expect(during.join('\n')).not.toMatch(/normal/)
        const before = captionsOf(spec, Math.max(0, event.fromSec - 0.1), createRandom(seed))
        expect(before.join('\n')).toMatch(/normal/)
      }
  })

  it('come with training pictures, half of which show an event', async () => {
    const frames = await Promise.all(
      Array.from({ length: 60 }, (_, seed) => drawTrainingFrame(seed, size)),
    )
    const abnormal = frames.filter(({ label }) => label !== 'normal').length
    expect(abnormal).toBeGreaterThan(18)
    expect(abnormal).toBeLessThan(42)
    const [third] = await Promise.all([drawTrainingFrame(3, size)])
    expect(third!.captions).toEqual(frames[3]!.captions)
    expect(Buffer.compare(third!.rgba, frames[3]!.rgba)).toBe(0)
    expect(third!.rgba.length).toBe(size.width * size.height * 4)
  })
})

it('is not told apart by a colour: what keys on one is far from finding events', async () => {
  const isColour: Readonly<Record<string, (r: number, g: number, b: number) => boolean>> = {
    red: (r, g, b) => r > 120 && r > 1.6 * Math.max(g, b),
    orange: (r, g, b) => r > 150 && g > 60 && r > 1.2 * g && g > 1.3 * b,
    bright: (r, g, b) => Math.min(r, g, b) > 220,
    dark: (r, g, b) => Math.max(r, g, b) < 40,
  }
  const names = Object.keys(isColour)
  const counts = names.map(() => new Float32Array(PICTURES))
  const isEvent = new Uint8Array(PICTURES)
  for (let seed = 0; seed < PICTURES; seed++) {
    const { rgba, label } = await drawTrainingFrame(seed)
    isEvent[seed] = label === 'normal' ? 0 : 1
    for (let i = 0; i < rgba.length; i += 4)
      for (const [at, name] of names.entries())
        if (isColour[name]!(rgba[i]!, rgba[i + 1]!, rgba[i + 2]!)) counts[at]![seed]!++
  }
  const found = names.map((name, at) => [name, rankingMetrics(counts[at]!, isEvent).auc] as const)
  // The built-in model is above 0.95.
  for (const [name, auc] of found) expect([name, auc < 0.7]).toEqual([name, true])
})

const PICTURES = 300

describe('a data set', () => {
  const plan: DataSetPlan = { split: 'train', count: 40, seconds: 12, seed: 5, rate: 16, size }

  it('is half normal, and has as many of each class', () => {
    const labels = labelsOf(plan)
    const numberOf = (label: string) => labels.filter((one) => one === label).length
    expect(numberOf('normal')).toBe(20)
    for (const label of EVENT_CLASSES) expect(numberOf(label)).toBe(4)
    expect(labels.slice(0, 20).every((label) => label === 'normal')).toBe(false)
  })

  it('lists the frames of every event, and one label a video', () => {
    const clips = Array.from({ length: plan.count }, (_, i) => plannedClip(plan, i))
    const [head, ...rows] = groundTruthCsv(clips).trimEnd().split('\r\n')
    expect(head).toBe('file,class,startFrame,endFrame')
    const labels = new Map(
      labelsCsv(clips)
        .trimEnd()
        .split('\r\n')
        .map((row) => row.split(',') as [string, string]),
    )
    expect(labels.get('file')).toBe('label')
    expect(labels.size).toBe(plan.count + 1)
    for (const row of rows) {
      const [file = '', name, start, end] = row.split(',')
      expect(labels.get(file)).toBe(name)
      expect(Number(start)).toBeLessThan(Number(end))
      expect(Number(end)).toBeLessThanOrEqual(plan.seconds * plan.rate)
    }
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(20)
  })

  it('gives events to some clips twice', () => {
    const clips = Array.from({ length: 40 }, (_, i) => plannedClip({ ...plan, seconds: 40 }, i))
    const counts = new Set(clips.map(({ events }) => events.length))
    expect(counts).toEqual(new Set([0, 1, 2]))
  })
})

describe('a written file', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'synthetic-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('has a frame for every sixteenth of a second, and the same bytes each time', async () => {
    const spec = clipSpec(2, 'validation', { label: 'fire', size, seconds: 3 })
    const path = join(folder, 'a.mp4')
    const written = await writeClip(spec, path)
    expect(written.frames).toBe(48)
    const { ffprobe } = await findMediaTools()
    const asked = 'stream=codec_name,width,height,r_frame_rate,nb_read_frames'
    const { stdout } = await runTool(
      ffprobe,
      ['-v', 'error', '-count_frames', '-show_entries', asked, '-of', 'csv=p=0', path],
      { timeoutMs: 30_000, maxOutputBytes: 4096 },
    )
    expect(stdout.trim()).toBe('h264,128,96,16/1,48')
    await writeClip(spec, join(folder, 'b.mp4'))
    expect(await readFile(join(folder, 'b.mp4'))).toEqual(await readFile(path))
    await expect(stat(`${path}.part`)).rejects.toThrow('ENOENT')
  })

  it('says what ffmpeg said when it cannot be written', async () => {
    const spec = clipSpec(2, 'train', { size, seconds: 2 })
    await expect(writeClip(spec, join(folder, 'none', 'a.mp4'))).rejects.toThrow('No such file')
  })
})

describe('scripts/make-synthetic.ts', () => {
  let folder = ''
  const make = (seed: string) =>
    runTool(
      process.execPath,
      [
        join(import.meta.dirname, '../scripts/make-synthetic.ts'),
        ...['--out', folder, '--split', 'train', '--count', '3', '--seconds', '1'],
        ...['--seed', seed, '--size', '64x48', '--rate', '8'],
      ],
      { timeoutMs: 60_000, maxOutputBytes: 65_536 },
    )
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'synthetic-set-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('goes on where it was stopped, and never mixes two sets', async () => {
    const first = await make('1')
    expect(first.stderr).toBe('')
    expect(first.stdout).toContain('24 frames were new')
    const video = (n: number) => join(folder, 'videos', `train-0000${n}.mp4`)
    const kept = await stat(video(0))
    const bytes = await readFile(video(2))
    await rm(video(2))
    const second = await make('1')
    expect(second.stdout).toContain('8 frames were new')
    expect((await stat(video(0))).mtimeMs).toBe(kept.mtimeMs)
    expect(await readFile(video(2))).toEqual(bytes)
    expect(await readFile(join(folder, 'labels.csv'), 'utf8')).toMatch(
      /^file,label\r\n(.+,.+\r\n){3}$/,
    )
    const other = await make('2')
    expect(other.code).not.toBe(0)
    expect(other.stderr).toContain('holds another data set')
  })
})

function changedPixels(a: Uint8Array, b: Uint8Array): number {
  let changed = 0
  for (let i = 0; i < a.length; i += 4)
    if (a[i] !== b[i] || a[i + 1] !== b[i + 1] || a[i + 2] !== b[i + 2]) changed++
  return changed
}
