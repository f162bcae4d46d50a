import { describe, expect, it } from 'vitest'
import { tokenizerGoldens } from '#test/support/goldens.ts'
import { detectorConfigOf, importConfigSchema } from './import-config.ts'
import { PRESETS } from './presets.ts'
import { zeroShotLabel } from './zero-shot.ts'

const referenceIds = new Map(tokenizerGoldens().map(({ text, ids }) => [text.toLowerCase(), ids]))

describe.each(['ucf', 'xd'] as const)('the preset %s', (name) => {
  const preset = PRESETS[name]

  it('carries the token ids that CLIP’s tokenizer gives its prompts', () => {
    for (const { prompt, tokens } of preset.labels) expect(tokens).toEqual(referenceIds.get(prompt))
  })

  it('carries them for the zero-shot prompts too', () => {
    for (const label of preset.labels.map(zeroShotLabel))
      expect(label.tokens).toEqual(referenceIds.get(label.prompt) ?? 'no reference')
  })

  it('is a valid import configuration', () => {
    expect(importConfigSchema.parse(preset)).toEqual(preset)
  })

  it('says everything that a VadCLIP checkpoint needs', () => {
    expect(detectorConfigOf(preset)).toMatchObject({ promptPrefix: 10, promptPostfix: 10 })
  })

  it('puts the normal class first, alone at severity 0', () => {
    expect(preset.labels.map((label) => label.severity === 0)).toEqual(
      preset.labels.map((label) => label.id === 'normal'),
    )
    expect(preset.labels[0]?.id).toBe('normal')
  })
})

describe('the released models', () => {
  it('differ in classes, window and frame score', () => {
    const prompts = (name: 'ucf' | 'xd') => PRESETS[name].labels.map((label) => label.prompt)
    expect(prompts('ucf').join(', ')).toBe(
      'normal, abuse, arrest, arson, assault, burglary, explosion, fighting, roadaccidents, robbery, shooting, shoplifting, stealing, vandalism',
    )
    expect(prompts('xd').join(', ')).toBe(
      'normal, fighting, shooting, riot, abuse, car accident, explosion',
    )
    expect(PRESETS.ucf).toMatchObject({ attnWindow: 8, visualHeads: 1, frameScore: 'classifier' })
    expect(PRESETS.xd).toMatchObject({ attnWindow: 64, visualHeads: 1, frameScore: 'alignment' })
  })
})
