import { describe, expect, it } from 'vitest'
import { detectorConfigOf, parseImportConfig } from './import-config.ts'

const recipe = { frames: 'middle', resize: 'stretch-340x256-bilinear', crop: 'centre' }
const labels = [
  { id: 'normal', prompt: 'normal', display: 'Normal' },
  { id: 'fighting', prompt: 'fighting', display: 'Fighting', code: 'FI', severity: 3 },
]
const full = {
  name: 'my-detector',
  attnWindow: 8,
  visualHeads: 1,
  textHeads: 8,
  visionHeads: 12,
  promptPrefix: 10,
  promptPostfix: 10,
  frameScore: 'classifier',
  recipe,
  labels,
}
const parse = (value: unknown) => parseImportConfig(JSON.stringify(value), 'detector.json')

describe('parseImportConfig', () => {
  it('reads a complete configuration', () => {
    const config = parse(full)
    expect(config).toMatchObject({ name: 'my-detector', attnWindow: 8, visionHeads: 12 })
    expect(config.rule.threshold).toBeGreaterThan(config.rule.release)
  })

  it('fills in codes and severities that are left out', () => {
    const named = (id: string) => ({ id, prompt: id, display: id })
    const ids = ['normal', 'arson', 'arrest', 'assault', 'north', '火', 'a']
    const config = parse({ ...full, labels: ids.map(named) })
    expect(config.labels.map((label) => label.code)).toEqual([
      'NO',
      'AR',
      'AE',
      'AS',
      'NR',
      'AA',
      'AB',
    ])
    expect(config.labels.map((label) => label.severity)).toEqual([0, 2, 2, 2, 2, 2, 2])
  })

  it('keeps the codes that are given away from the others', () => {
    const config = parse({
      ...full,
      labels: [{ id: 'fi', prompt: 'fi', display: 'Fi' }, labels[1]],
    })
    expect(config.labels.map((label) => label.code)).toEqual(['AA', 'FI'])
  })

  it('names the file and every field that is wrong', () => {
    const wrong = {
      ...full,
      attnWindow: 0,
      labels: [{ ...labels[0], code: 'no' }, labels[1]],
      extra: 1,
    }
    expect(() => parse(wrong)).toThrow(/detector\.json.*attnWindow.*labels\[0\]\.code.*extra/)
  })

  it('refuses what is no JSON, no object, or has one class only', () => {
    expect(() => parseImportConfig('{', 'broken.json')).toThrow(/broken\.json is not JSON/)
    expect(() => parse([])).toThrow(/the document/)
    expect(() => parse({ ...full, labels: labels.slice(1) })).toThrow(/labels/)
  })

  it('refuses repeated ids and codes, and a release above the threshold', () => {
    expect(() => parse({ ...full, labels: [labels[1], labels[1]] })).toThrow(/id "fighting" occurs/)
    const twins = [{ ...labels[0], code: 'FI' }, labels[1]]
    expect(() => parse({ ...full, labels: twins })).toThrow(/code "FI" occurs/)
    const rule = { threshold: 0.3, release: 0.4, mergeGapSec: 1, minLengthSec: 1, paddingSec: 0 }
    expect(() => parse({ ...full, rule })).toThrow(/release threshold/)
  })
})

describe('detectorConfigOf', () => {
  it('names what a VadCLIP checkpoint needs and the configuration lacks', () => {
    expect(() => detectorConfigOf(parse({ recipe, labels }))).toThrow(
      /lacks attnWindow, promptPrefix, promptPostfix, frameScore/,
    )
  })
})
