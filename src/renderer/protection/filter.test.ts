import { expect, it } from 'vitest'
import { protectionSchema } from '#contract/settings.ts'
import { protectionFilter } from './filter.ts'

const DEFAULT = protectionSchema.parse({})

it('blurs a share of the height and takes the colour away', () => {
  expect(protectionFilter(DEFAULT, { height: 500, isRevealed: false })).toBe(
    'blur(20px) grayscale(1)',
  )
  expect(protectionFilter(DEFAULT, { height: 50, isRevealed: false })).toBe(
    'blur(2px) grayscale(1)',
  )
})

it('is off in standard viewing and while a person holds reveal', () => {
  expect(protectionFilter(DEFAULT, { height: 500, isRevealed: true })).toBe('none')
  const standard = { ...DEFAULT, mode: 'standard' as const }
  expect(protectionFilter(standard, { height: 500, isRevealed: false })).toBe('none')
})
