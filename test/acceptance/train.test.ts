import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ModelSummary, Verification } from '#contract/results.ts'
import { ABLATION_NAMES, type TrainingResult } from '#contract/training.ts'
import { readBundleFolder } from '#core/models/bundle-files.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { goldenPath } from '#test/support/goldens.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreel, flagreelJson, startFlagreel } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { tinyConfig } from '#test/support/tiny-config.ts'
import { tinySettings, writeTrainingSet } from '#test/support/training-set.ts'

const folder = tempFolder()
const at = (...parts: string[]) => join(folder.path, ...parts)
const library = at('library')
let base: string
let list: string
let count = 0

beforeAll(async () => {
  base = await importTiny(library)
  list = await writeTrainingSet(at('features'))
}, 60_000)

async function importTiny(into: string): Promise<string> {
  const config = folder.save(JSON.stringify(tinyConfig('tiny-ucf')))
  const checkpoint = goldenPath('tiny-ucf/checkpoint.pth')
  const args = ['models', 'import', checkpoint, '--config', config]
  return (await flagreelJson<ModelSummary>(into, ...args)).id
}

const settings = (changes: Parameters<typeof tinySettings>[0] = {}) =>
  folder.save(JSON.stringify(tinySettings(changes)))

/** Words of a command that trains on the list of this file, unless they say otherwise. */
function words(...more: string[]): string[] {
  const own = (option: string, value: string) => (more.includes(option) ? [] : [option, value])
  const data = more.includes('--library-labels') ? [] : own('--features', list)
  const where = own('--out', at(`run-${count++}`))
  const rest = [...own('--model', base), ...own('--threads', '1'), '--device', 'cpu']
  return ['train', ...data, ...where, ...rest, ...more]
}

async function filesOf(model: string, from = library) {
  return (await readBundleFolder(join(from, 'models', model))).bundle.files
}

describe('train', () => {
  it('makes a model that is whole, keeps its log, and says what comes next', async () => {
    const out = at('run')
    const config = settings({ licence: 'CC0-1.0' })
    const done = await flagreel(library, ...words('--config', config, '--out', out))
    expect(done.stderr).toContain('epoch 3/3 done: loss')
    expect(done.exitCode).toBe(0)
    const [, model] = /^Trained (\S+): Tiny, trained\.$/m.exec(done.stdout)!
    expect(done.stderr).toContain(`flagreel scan --model ${model}`)
    expect(done.stderr).toContain(`flagreel models default ${model}`)
    expect(done.stdout).toMatch(/Best epoch: [123] of 3, validation score/)
    const { bundle } = await readBundleFolder(join(library, 'models', model!))
    expect(bundle).toMatchObject({ training: 'trained', licence: 'CC0-1.0', kind: 'vadclip' })
    expect(bundle.provenance.source).toMatch(/32 videos of list\.csv with the CLIP of tiny-ucf/)
    expect((await flagreelJson<Verification>(library, 'models', 'verify', model!)).ok).toBe(true)
    const log = (await readFile(join(out, 'log.jsonl'), 'utf8')).trim().split('\n')
    expect(log.map((line) => JSON.parse(line).type).at(-1)).toBe('epoch')
    expect(await readFile(join(out, 'plot.svg'), 'utf8')).toContain('video AUC')
  }, 60_000)

  it('gives the same files for the same seed, and others for another', async () => {
    const other = at('another-library')
    await importTiny(other)
    const config = settings({ epochs: 1, validation: 0 })
    const run = async (where: string, ...more: string[]) => {
      const args = words('--config', config, ...more)
      const { model } = await flagreelJson<TrainingResult>(where, ...args)
      return filesOf(model, where)
    }
    const first = await run(library)
    expect(await run(other)).toEqual(first)
    expect(await run(library, '--seed', '6')).not.toEqual(first)
  }, 60_000)

  it.each(ABLATION_NAMES)(
    'trains the ablation %s to a model that is whole',
    async (name) => {
      const config = settings({ epochs: 1 })
      const args = words('--config', config, '--ablation', name)
      if (name === 'hand-crafted-prompt') {
        // The reference model has no vocabulary to make a sentence of.
        const { exitCode, stderr } = await flagreel(library, ...args)
        expect(exitCode).toBe(1)
        expect(stderr).toMatch(/a video of class0.*no vocabulary/)
        return
      }
      const { model } = await flagreelJson<TrainingResult>(library, ...args)
      const verified = await flagreel(library, 'models', 'verify', model, '--json')
      const { checks } = JSON.parse(verified.stdout) as Verification
      expect(checks.filter(({ ok }) => !ok)).toEqual([])
      const { bundle } = await readBundleFolder(join(library, 'models', model))
      const ids = bundle.labels.map(({ id }) => id)
      expect(ids).toHaveLength(name === 'c-branch' ? 2 : 5)
      if (name === 'c-branch') expect(ids).toEqual(['class0', 'anomaly'])
    },
    60_000,
  )

  it('learns from videos that the library has scanned', async () => {
    const videos = await Promise.all(
      [0, 1, 2, 3].map((i) =>
        makeVideo(at('videos'), `video-${i}.mp4`, { frames: 40 + i, size: '64x48' }),
      ),
    )
    const labels = at('videos', 'labels.csv')
    await writeFile(
      labels,
      `file,label\n${videos.map((_, i) => `video-${i}.mp4,class${i % 2}`).join('\n')}\n`,
    )
    const config = settings({
      ...{ epochs: 1, validation: 0, batch: 2 },
      labels: tinySettings().labels.slice(0, 2) as never,
    })
    const args = words('--config', config, '--library-labels', labels)
    const before = await flagreel(library, ...args)
    expect(before.stderr).toMatch(
      /4 of the 4 videos of .*labels\.csv are not in the library.*video-0/,
    )
    await flagreel(library, 'scan', '--model', base, ...videos.slice(1))
    const partly = await flagreel(library, ...args)
    expect(partly.stderr).toMatch(
      /1 of the 4 videos .*not in the library: .*video-0\.mp4 \(line 2\)/,
    )
    await flagreel(library, 'scan', '--model', base, videos[0]!)
    const trained = await flagreelJson<TrainingResult>(library, ...args)
    expect(trained.best).toBeNull()
    expect(trained.model).toMatch(/^tiny-trained-/)
  }, 120_000)

  async function hasSavedSteps(out: string): Promise<boolean> {
    const state = await readFile(join(out, 'state.json'), 'utf8').catch(() => '{}')
    return JSON.parse(state).steps > 0
  }

  it('goes on after a kill to the same model', async () => {
    const config = settings({ epochs: 40, batch: 4 })
    const straight = await flagreelJson<TrainingResult>(library, ...words('--config', config))
    const out = at('killed')
    const args = words('--config', config, '--out', out)
    const killed = startFlagreel(library, ...args)
    const ended = once(killed, 'exit')
    while (!(await hasSavedSteps(out)) && killed.exitCode === null) await sleep(5)
    killed.kill('SIGKILL')
    await ended
    const again = await flagreelJson<TrainingResult>(library, ...args)
    expect(again.model).toBe(straight.model)
    expect(again.best).toEqual(straight.best)
  }, 120_000)

  it('keeps its state when it is stopped, and says how to go on', async () => {
    const out = at('stopped')
    const args = words('--config', settings({ epochs: 5000, validation: 0 }), '--out', out)
    const run = startFlagreel(library, ...args)
    const stderr = text(run.stderr!)
    const log = join(out, 'log.jsonl')
    const isLogged = async () => existsSync(log) && (await readFile(log, 'utf8')) !== ''
    while (run.exitCode === null && !(await isLogged())) await sleep(5)
    run.kill('SIGINT')
    expect((await once(run, 'exit'))[0]).toBe(130)
    expect(await stderr).toContain('run the same command again to go on')
    const { logLines } = JSON.parse(await readFile(join(out, 'state.json'), 'utf8'))
    const lines = (await readFile(log, 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(logLines)
  }, 60_000)
})

describe('what cannot be learned from is refused before the first step', () => {
  async function refusal(...more: string[]): Promise<string> {
    const out = at(`refused-${count}`)
    const { exitCode, stderr } = await flagreel(library, ...words('--out', out, ...more))
    expect(exitCode).toBe(1)
    const log = join(out, 'log.jsonl')
    expect(existsSync(log) ? await readFile(log, 'utf8') : '').toBe('')
    return stderr
  }

  /** A list of features with another last part than usual. */
  async function listWith(lines: string, { only = false } = {}): Promise<string> {
    const whole = await readFile(list, 'utf8')
    const path = at('features', `list-${count++}.csv`)
    await writeFile(path, only ? lines : whole + lines)
    return path
  }

  async function badFeatures(name: string, shape: [number, number], value: number) {
    const values = new Float32Array(shape[0] * shape[1]).fill(value)
    await mkdir(at('features'), { recursive: true })
    await writeFile(at('features', name), formatNpy(float32(shape, values)))
    return listWith(`${name},class1\n`)
  }

  const data = (path: string) => ['--features', path, '--config', settings()]

  it('no settings, or two data sources', async () => {
    expect(await refusal()).toMatch(/Nothing says which classes/)
    const two = ['--library-labels', list, '--config', settings()]
    expect(await refusal('--features', list, ...two)).toMatch(/cannot be used with/)
    expect(await refusal(...two, '--root', at('features'))).toMatch(/A root goes with a list/)
  })

  it('an empty list, a missing file, a row twice', async () => {
    const empty = await listWith('path,label\n', { only: true })
    expect(await refusal(...data(empty))).toMatch(/lists no features/)
    const missing = await listWith('nowhere.npy,class1\n')
    expect(await refusal(...data(missing))).toMatch(/1 of 33 files .* nowhere\.npy \(line 34\)/)
    const twice = await listWith('video-0.npy,class0\n')
    expect(await refusal(...data(twice))).toMatch(/twice, in the lines 2 and 34/)
  })

  it('features of another width, or that are no numbers', async () => {
    const wide = await badFeatures('wide.npy', [20, 48], 0)
    expect(await refusal(...data(wide))).toMatch(/wide\.npy is \[20, 48\].*\[n, 32\]/)
    const nan = await badFeatures('nan.npy', [20, 32], Number.NaN)
    expect(await refusal(...data(nan))).toMatch(/nan\.npy holds NaN in row 0/)
  })

  it('a class without a video, only normal videos, a label that is not in the set', async () => {
    const few = await listWith('path,label\nvideo-0.npy,class0\nvideo-1.npy,class1\n', {
      only: true,
    })
    expect(await refusal(...data(few))).toMatch(/no video of class2, class3, class4/)
    const normal = await listWith('path,label\nvideo-0.npy,class0\n', { only: true })
    expect(await refusal(...data(normal))).toMatch(/no video of class1/)
    const unknown = await listWith('path,label\nvideo-0.npy,flood\n', { only: true })
    expect(await refusal(...data(unknown))).toMatch(/not in the label set: flood/)
  })

  it('too little to validate with, and settings that no model could have', async () => {
    const share = ['--validation', '0.05', '--config', settings()]
    expect(await refusal(...share)).toMatch(/leaves 1 normal and 0 abnormal videos to validate/)
    expect(await refusal('--config', settings({ attnWindow: 7 }))).toMatch(/do not divide/)
    const rule = {
      ...{ threshold: 0.4, release: 0.5 },
      mergeGapSec: 1,
      minLengthSec: 0,
      paddingSec: 0,
    }
    expect(await refusal('--config', settings({ rule }))).toMatch(/release threshold/)
  })

  it('a folder with another training', async () => {
    const out = at('taken')
    const config = settings({ epochs: 1, validation: 0 })
    await flagreelJson(library, ...words('--config', config, '--out', out))
    const other = words('--config', config, '--out', out, '--seed', '9')
    const { exitCode, stderr } = await flagreel(library, ...other)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/holds a training with other settings/)
  }, 60_000)
})
