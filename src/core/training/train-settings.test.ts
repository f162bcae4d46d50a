import { describe, expect, it } from 'vitest'
import { ABLATION_NAMES } from '#contract/training.ts'
import { bundleLabels, promptedLabels } from './prompted-labels.ts'
import {
  ablationSettings,
  parseTrainSettings,
  presetSettings,
  trainSettings,
} from './train-settings.ts'

describe('settings of a training', () => {
  it('are those of the released trainings', () => {
    expect(trainSettings(presetSettings('ucf'))).toMatchObject({
      ...{ learningRate: 2e-5, epochs: 10, milestones: [4, 8], batch: 128, isBalanced: true },
      ...{ contrastWeight: 0.1, weightDecay: 0.01, visualLength: 256, attnWindow: 8 },
    })
    expect(trainSettings(presetSettings('xd'))).toMatchObject({
      ...{ learningRate: 1e-5, epochs: 10, milestones: [3, 6, 10], batch: 96, isBalanced: false },
      ...{ contrastWeight: 1e-4, temporalLayers: 1, attnWindow: 64, frameScore: 'alignment' },
    })
  })

  it('from a file keep what it leaves out, and name what is wrong with it', () => {
    const labels = [
      { id: 'normal', prompt: 'normal', display: 'Normal' },
      { id: 'fire', prompt: 'fire', display: 'Fire' },
    ]
    const change = parseTrainSettings(JSON.stringify({ name: 'Mine', labels, epochs: 2 }), 'f.json')
    const settings = trainSettings(change)
    expect(settings).toMatchObject({ name: 'Mine', epochs: 2, batch: 128 })
    expect(settings.labels.map(({ code, severity }) => [code, severity])).toEqual([
      ['NO', 0],
      ['FI', 2],
    ])
    expect(() => parseTrainSettings('{"epochz": 1}', 'f.json')).toThrow(/f\.json.*epochz/s)
    expect(() => parseTrainSettings('no', 'f.json')).toThrow(/f\.json holds no settings/)
    expect(() => trainSettings({ name: 'x' })).toThrow(/labels/)
  })

  it('refuses what no model could be made of, before the training', () => {
    const [normal] = trainSettings(presetSettings('ucf')).labels
    const of = (change: object) => () => trainSettings(presetSettings('ucf'), change)
    expect(of({ labels: [normal, normal] })).toThrow(/"normal" occurs twice/)
    const variant = { ...ablationSettings('a-branch').variant }
    expect(of({ variant })).toThrow(/frameScore/)
    expect(of({ variant: { ...variant, visualPrompt: 'anomaly-focus' } })).toThrow()
  })

  it.each(ABLATION_NAMES)('has a valid ablation %s of each preset', (name) => {
    for (const preset of ['ucf', 'xd'] as const)
      expect(() => trainSettings(presetSettings(preset), ablationSettings(name))).not.toThrow()
  })
})

describe('labels', () => {
  const of = (name: (typeof ABLATION_NAMES)[number]) =>
    trainSettings(presetSettings('ucf'), ablationSettings(name))

  it('stand in a sentence for a hand-crafted prompt, without the token ids of the word', () => {
    const labels = promptedLabels(of('hand-crafted-prompt'))
    expect(labels[1]).toMatchObject({ id: 'abuse', prompt: 'a video of abuse' })
    expect(labels.every(({ tokens }) => tokens === undefined)).toBe(true)
    expect(bundleLabels(of('hand-crafted-prompt'))).toEqual(labels)
  })

  it('of a classifier alone are normal and anomaly', () => {
    const labels = bundleLabels(of('c-branch'))
    expect(labels.map(({ id, code, severity }) => [id, code, severity])).toEqual([
      ['normal', 'NO', 0],
      ['anomaly', 'AN', 3],
    ])
  })
})
