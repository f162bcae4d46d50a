import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type FileScores,
  fileScoresSchema,
  type ImageFeatures,
  type ModelSummary,
  type ScanResult,
  type SegmentList,
  scanResultSchema,
} from '#contract/results.ts'
import { rowCosines } from '#core/models/row-cosines.ts'
import { goldenPath } from '#test/support/goldens.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreel, flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { tinyConfig } from '#test/support/tiny-config.ts'

const folder = tempFolder()
const library = join(folder.path, 'library')
const pixels = goldenPath('tiny-ucf/images.npy')
let video: string

beforeAll(async () => {
  video = await makeVideo(folder.path, 'clip.mp4', { frames: 300 })
  await importModel(library)
})

async function importModel(into: string): Promise<void> {
  const config = folder.save(JSON.stringify(tinyConfig('tiny-ucf')), 'config.json')
  const { id }: ModelSummary = await flagreelJson(
    into,
    ...['models', 'import', goldenPath('tiny-ucf/checkpoint.pth'), '--config', config],
  )
  await flagreel(into, 'models', 'default', id)
}

async function encode(precision: string): Promise<number[][]> {
  const args = ['encode', 'image', '--pixels', pixels, '--precision', precision]
  return (await flagreelJson<ImageFeatures>(library, ...args)).features
}

function scan(precision: string, ...paths: string[]): Promise<ScanResult> {
  const files = paths.length > 0 ? paths : [video]
  return flagreelJson(library, 'scan', ...files, '--precision', precision, '--threshold', '0')
}

function scores(...args: string[]): Promise<FileScores> {
  return flagreelJson(library, 'scores', 'show', video, ...args)
}

const classifier = ({ snippets }: FileScores) => snippets.map(({ prob1 }) => prob1)

describe('flagreel encode image --precision', () => {
  it.each([
    ['int8', 0.998],
    ['fp16', 0.99999],
  ])('%s gives other features than fp32, close to them', async (precision, least) => {
    const [exact, other] = [await encode('fp32'), await encode(precision)]
    expect(other).not.toEqual(exact)
    const [a, b] = [exact, other].map((rows) => Float32Array.from(rows.flat()))
    expect(Math.min(...rowCosines(b!, a!, exact[0]!.length))).toBeGreaterThan(least)
  })

  it('auto judges by the frames that were given', async () => {
    const args = ['encode', 'image', '--pixels', pixels, '--precision', 'auto', '--device', 'cpu']
    const { stderr } = await flagreel(library, ...args)
    expect(stderr).toMatch(/^precision: int8 \(6 frames agree with fp32 to 0\.99\d\d\)$/m)
    expect(await encode('auto')).toEqual(await encode('int8'))
  })
})

describe('flagreel scan --precision', () => {
  it('is fp32 unless told otherwise', async () => {
    const result = await flagreelJson<ScanResult>(library, 'scan', video)
    scanResultSchema.parse(result)
    expect(result.precision).toEqual({ requested: 'fp32', used: 'fp32', reason: 'as asked for' })
  })

  it('makes new features in another precision and keeps the old ones', async () => {
    await scan('fp32')
    const exact = await scores('--precision', 'fp32')
    fileScoresSchema.parse(exact)
    const result = await scan('int8')
    expect(result.files.map(({ state }) => state)).toEqual(['scanned'])
    expect(new Set(result.segments.map(({ precision }) => precision))).toEqual(new Set(['int8']))
    const other = await scores('--precision', 'int8')
    expect([exact.precision, other.precision]).toEqual(['fp32', 'int8'])
    expect(classifier(other)).not.toEqual(classifier(exact))
    expect(await scores('--precision', 'fp32')).toEqual(exact)
    for (const precision of ['fp32', 'int8'])
      expect((await scan(precision)).files[0]?.state).toBe('unchanged')
  })

  it('shows the most exact scores of a video where no precision is named', async () => {
    const rough = await makeVideo(folder.path, 'rough.mp4', { frames: 48 })
    await scan('int8', rough)
    await scan('fp32')
    const list: SegmentList = await flagreelJson(library, 'segments', 'list', '--threshold', '0')
    const shown = new Map(list.segments.map(({ file, precision }) => [file, precision]))
    expect(Object.fromEntries(shown)).toEqual({ [video]: 'fp32', [rough]: 'int8' })
    const half = await flagreel(library, 'scores', 'show', rough, '--precision', 'fp16')
    expect(half.exitCode).toBe(1)
    expect(half.stderr).toMatch(/rough\.mp4 has no scores of tiny-ucf-\w+ in fp16/)
  })

  it('auto compares int8 with fp32 on the first frames, says so, and decides once', async () => {
    const own = join(folder.path, 'auto')
    await importModel(own)
    const auto = () => flagreel(own, 'scan', video, '--precision', 'auto', '--device', 'cpu')
    const first = await auto()
    const line = /^precision: int8 \(16 frames agree with fp32 to 0\.99\d\d\)$/m
    expect(first.stderr).toMatch(line)
    expect(first.stderr).toMatch(/1 scanned, 0 unchanged/)
    // Too short to decide by: the verdict is there already.
    const short = await makeVideo(folder.path, 'short.mp4', { frames: 20 })
    const args = ['scan', short, '--precision', 'auto', '--device', 'cpu']
    const later: ScanResult = await flagreelJson(own, ...args)
    expect(`precision: ${later.precision.used} (${later.precision.reason})`).toBe(
      line.exec(first.stderr)?.[0],
    )
    expect((await auto()).stderr).toMatch(/0 scanned, 1 unchanged/)
  })

  it('auto stays with fp32 while there is too little video to decide by', async () => {
    const own = join(folder.path, 'little')
    await importModel(own)
    const short = await makeVideo(folder.path, 'little.mp4', { frames: 20 })
    const args = ['scan', short, '--precision', 'auto', '--device', 'cpu']
    const { stderr, exitCode } = await flagreel(own, ...args)
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^precision: fp32 \(there are fewer than the 16 frames /m)
  })

  it('is refused for a model that lacks it, before any file is read', async () => {
    const bare = join(folder.path, 'bare')
    const args = ['scan', join(folder.path, 'not-there.mp4'), '--precision', 'int8']
    const { stderr, exitCode } = await flagreel(bare, ...args)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/demonstration-\w+ has no image tower in int8; it has fp32\./)
    expect(stderr).not.toMatch(/not-there/)
    const auto = await flagreel(bare, 'scan', video, '--precision', 'auto', '--device', 'cpu')
    expect(auto.exitCode).toBe(0)
    expect(auto.stderr).toMatch(/^precision: fp32 \(the model has no image tower in int8\)$/m)
  })
})
