import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Evaluation, evaluationSchema } from '#contract/evaluation.ts'
import type { Detection, FileScores, ModelSummary } from '#contract/results.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { goldenArray, goldenPath } from '#test/support/goldens.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreel, flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { tinyConfig } from '#test/support/tiny-config.ts'

const folder = tempFolder()
const library = join(folder.path, 'library')
const HEADING = 'file,class,startFrame,endFrame\n'
const features = goldenPath('tiny-ucf/videos/v070_features.npy')
let model: string
let truth: string
let list: string

const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}
const save = (name: string, values: Float32Array, width = 32) =>
  write(name, formatNpy(float32([values.length / width, width], values)))

beforeAll(async () => {
  const config = write('config.json', JSON.stringify(tinyConfig('tiny-ucf')))
  const checkpoint = goldenPath('tiny-ucf/checkpoint.pth')
  const imported = ['models', 'import', checkpoint, '--config', config]
  model = (await flagreelJson<ModelSummary>(library, ...imported)).id
  save('event__5.npy', goldenArray('tiny-ucf/videos/v070_features.npy').data)
  save('quiet__5.npy', goldenArray('tiny-ucf/videos/v005_features.npy').data)
  list = write('list.csv', 'path,label\n/far/away/event__5.npy,class2\nquiet__5.npy,class0\n')
  truth = write('truth.csv', `${HEADING}event.mp4,class2,160,480\nevent.mp4,class2,800,1120\n`)
})

const evaluate = (...args: string[]) => flagreel(library, 'evaluate', '--model', model, ...args)

describe('flagreel evaluate', () => {
  it('measures the detector on listed features', async () => {
    const args = ['--features', list, '--root', folder.path, '--ground-truth', truth]
    const found = evaluationSchema.parse(
      await flagreelJson<Evaluation>(library, 'evaluate', '--model', model, ...args),
    )
    expect(found).toMatchObject({ videos: 2, abnormalVideos: 1, frames: 1200, paper: null })
    expect(found.abnormalFrames).toBe(640)
    expect(found.detection?.releasedQuirks).toBe(false)
    // The AUC by its definition: how often an abnormal snippet is above a normal one.
    const detect = (file: string) =>
      flagreelJson<Detection>(library, 'detect', '--model', model, '--features', file)
    const event = (await detect(features)).prob1!
    const quiet = (await detect(goldenPath('tiny-ucf/videos/v005_features.npy'))).prob1!
    const inEvent = (i: number) => (i >= 10 && i < 30) || i >= 50
    const abnormal = event.filter((_, i) => inEvent(i))
    const normal = [...event.filter((_, i) => !inEvent(i)), ...quiet]
    const wins = abnormal.flatMap((a) => normal.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
    const auc = (100 * wins.reduce((sum: number, win) => sum + win, 0)) / wins.length
    expect(found.coarse.classifier?.auc).toBeCloseTo(auc, 6)
  })

  it('prints tables', async () => {
    const args = ['--features', list, '--root', folder.path, '--ground-truth', truth]
    const { exitCode, stdout, stderr } = await evaluate(...args)
    expect([exitCode, stderr]).toEqual([0, expect.any(String)])
    expect(stdout).toMatch(/classifier \(prob1\) \* +\d+\.\d\d +\d+\.\d\d +\d+\.\d\d/)
    expect(stdout).toMatch(/MAP@IOU +0\.1 +0\.2 +0\.3 +0\.4 +0\.5 +AVG/)
    expect(stdout).toMatch(/class3 +n\/a/)
  })

  it('refuses what does not fit together', async () => {
    const withTruth = (rows: string) => write('other.csv', HEADING + rows)
    const wide = save('event.npy', new Float32Array(70 * 16), 16)
    const odd = save('odd.npy', new Float32Array(70 * 32).fill(Number.NaN))
    const crops = () => {
      save('event__0.npy', new Float32Array(70 * 32))
      return listed('event__0.npy,class2\nevent__5.npy,class2\n')
    }
    const listed = (rows: string) => write('other-list.csv', `path,label\n${rows}`)
    const cases: [string, () => [string, string]][] = [
      ['lists no features', () => [listed(''), truth]],
      ['are not there', () => [listed('gone.npy,class2\n'), truth]],
      ['twice, in the lines', () => [listed('event__5.npy,class2\nevent__5.npy,class2\n'), truth]],
      ['lists event.mp4 twice, in the lines 2 and 3', () => [crops(), truth]],
      ['features [n, 32]', () => [listed(`${wide},class2\n`), truth]],
      ['holds NaN', () => [listed(`${odd},class2\n`), withTruth('odd.mp4,class2,0,16\n')]],
      ['nothing.csv does not exist', () => [list, join(folder.path, 'nothing.csv')]],
      ['has 1120 frames', () => [list, withTruth('event.mp4,class2,0,1200\n')]],
      ['has not: flood', () => [list, withTruth('event.mp4,flood,0,16\n')]],
      ['repeats line 2', () => [list, withTruth('event.mp4,class2,0,9\nevent.mp4,class2,0,9\n')]],
      ['frames are normal', () => [listed('quiet__5.npy,class0\n'), withTruth('q,class0,,\n')]],
      ['no class "flood"', () => [listed('event__5.npy,flood\n'), truth]],
      ['says normal', () => [listed('event__5.npy,class0\n'), truth]],
      ['has no segment', () => [listed('quiet__5.npy,class2\nevent__5.npy,class2\n'), truth]],
      ['are not in', () => [listed('quiet__5.npy,class0\n'), truth]],
    ]
    for (const [message, files] of cases) {
      const [features, groundTruth] = files()
      const args = ['--features', features, '--root', folder.path, '--ground-truth', groundTruth]
      const { exitCode, stdout, stderr } = await evaluate(...args)
      expect([message, exitCode, stdout]).toEqual([message, 1, ''])
      expect(stderr).toContain(message)
    }
  })

  it('measures the scores of a library', async () => {
    const videos = join(folder.path, 'videos')
    const event = await makeVideo(videos, 'event.mp4', { frames: 120 })
    await makeVideo(videos, 'quiet.mp4', { frames: 40, source: 'color=c=gray' })
    await flagreelJson(library, 'scan', videos, '--model', model)
    const rows = `${HEADING}videos/event.mp4,class2,20,100\n`
    const args = ['evaluate', '--model', model, '--ground-truth', write('library.csv', rows)]
    const found = await flagreelJson<Evaluation>(library, ...args)
    expect(found).toMatchObject({ videos: 2, abnormalVideos: 1, frames: 160, abnormalFrames: 80 })
    const { snippets } = await flagreelJson<FileScores>(
      library,
      ...['scores', 'show', event, '--model', model],
    )
    const scores = Array.from({ length: 120 }, (_, i) => snippets[Math.floor(i / 16)]!.prob1!)
    const inside = scores.slice(20, 100)
    const outside = [...scores.slice(0, 20), ...scores.slice(100)]
    const wins = inside.flatMap((a) => outside.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
    const anoAuc = (100 * wins.reduce((sum: number, win) => sum + win, 0)) / wins.length
    expect(found.coarse.classifier?.anoAuc).toBeCloseTo(anoAuc, 6)
    const unknown = write('unknown.csv', `${HEADING}gone.mp4,class2,0,16\n`)
    expect((await evaluate('--ground-truth', unknown)).stderr).toMatch(/is no video of the library/)
    const long = write('long.csv', `${HEADING}event.mp4,class2,0,121\n`)
    expect((await evaluate('--ground-truth', long)).stderr).toMatch(/has 120 frames/)
  })
})
