import { describe, expect, it } from 'vitest'
import type { Tensors } from '#core/clip/config.ts'
import { goldenJson } from '#test/support/goldens.ts'
import { detectorDimsOf, hasDetector } from './config.ts'
import { PRESETS } from './presets.ts'

function released(set: 'ucf' | 'xd'): Tensors {
  const keys = goldenJson<{ key: string; shape: number[] }[]>(`full-keys/${set}.json`)
  return new Map(
    keys.map(({ key, shape }) => [key, { name: key, shape, dtype: 'float32' }] as const),
  )
}
const options = { attnWindow: 8, visualHeads: 1, promptPrefix: 10, promptPostfix: 10 }

describe('detectorDimsOf', () => {
  it('reads the released models from their shapes and presets', () => {
    const ucf = { ...options, attnWindow: PRESETS.ucf.attnWindow! }
    expect(detectorDimsOf(released('ucf'), ucf)).toEqual({
      visualLength: 256,
      visualWidth: 512,
      temporalLayers: 2,
      temporalHeads: 1,
      attnWindow: 8,
      promptPrefix: 10,
      promptPostfix: 10,
    })
    const xd = { ...options, attnWindow: PRESETS.xd.attnWindow! }
    expect(detectorDimsOf(released('xd'), xd)).toMatchObject({ temporalLayers: 1, attnWindow: 64 })
  })

  it('counts heads of 64 when they are not given', () => {
    const { visualHeads: _, ...rest } = options
    expect(detectorDimsOf(released('ucf'), rest).temporalHeads).toBe(8)
  })

  it.each([10, 31, 300])(
    'refuses windows of %i, which do not divide 256 snippets',
    (attnWindow) => {
      expect(() => detectorDimsOf(released('ucf'), { ...options, attnWindow })).toThrow(
        `Attention windows of ${attnWindow} snippets do not divide the detector's 256 snippets.`,
      )
    },
  )

  it('names what is missing', () => {
    expect(() => detectorDimsOf(new Map(), options)).toThrow(/frame_position_embeddings/)
  })
})

describe('hasDetector', () => {
  it('tells VadCLIP from CLIP alone', () => {
    const all = released('xd')
    const clipOnly = new Map([...all].filter(([key]) => key.startsWith('clipmodel.')))
    expect(hasDetector(all)).toBe(true)
    expect(hasDetector(clipOnly)).toBe(false)
  })

  it('counts a damaged VadCLIP as one, so that the missing part is named', () => {
    const damaged = new Map([...released('xd')].filter(([key]) => !key.startsWith('frame_')))
    expect(hasDetector(damaged)).toBe(true)
    expect(() => detectorDimsOf(damaged, options)).toThrow(/lacks "frame_position_embeddings/)
  })
})
