import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { looksOf, PATTERN_INK } from '#contract/class-look.ts'
import { lookStyle } from '#renderer/review/timeline/class-style.ts'

const css = readFileSync(join(import.meta.dirname, '../src/renderer/theme.css'), 'utf8')
const rules = {
  light: css.slice(css.indexOf(':root {'), css.indexOf('[data-theme="dark"]')),
  dark: css.slice(css.indexOf('[data-theme="dark"]'), css.indexOf('[data-theme="contrast"]')),
  contrast: css.slice(css.indexOf('[data-theme="contrast"]')),
}
const colour = (theme: keyof typeof rules, name: string) =>
  new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(rules[theme])![1]!

/** WCAG 2.2. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, b_] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b_!
  }
  const [x, y] = [luminance(a), luminance(b)]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

/** UCF-Crime's label set, and one of no family that the app knows. */
const UCF = [
  ...['Normal', 'Abuse', 'Arrest', 'Arson', 'Assault', 'Burglary', 'Explosion', 'Fighting'],
  ...['RoadAccidents', 'Robbery', 'Shooting', 'Shoplifting', 'Stealing', 'Vandalism'],
].map((id) => ({ id }))
const UNHEARD_OF = Array.from({ length: 15 }, (_, i) => ({
  id: `kind ${String.fromCharCode(97 + i)}`,
}))
const SETS = [UCF, UNHEARD_OF]
const hueOf = (id: string) => looksOf(UCF)[UCF.findIndex((label) => label.id === id)]!.hue

it('stands out from the lane by its hue on dark, and by its outline in every theme', () => {
  for (const theme of ['dark', 'contrast'] as const)
    for (const { hue } of SETS.flatMap(looksOf))
      expect(contrast(hue, colour(theme, 'surface')), `${theme} ${hue}`).toBeGreaterThanOrEqual(3)
  for (const theme of ['light', 'dark', 'contrast'] as const)
    for (const lane of ['surface', 'sunken'])
      expect(contrast(colour(theme, 'ink'), colour(theme, lane))).toBeGreaterThanOrEqual(7)
})

it('gives classes of one family one hue, and other families others', () => {
  const families = [
    ['Abuse', 'Assault', 'Fighting', 'Shooting'],
    ['Arson', 'Explosion'],
    ['Burglary', 'Robbery', 'Shoplifting', 'Stealing', 'Vandalism'],
    ['RoadAccidents'],
    ['Arrest'],
  ]
  const hues = families.map((family) => new Set(family.map(hueOf)))
  for (const [i, found] of hues.entries()) expect(found.size, families[i]!.join()).toBe(1)
  expect(new Set(hues.flatMap((found) => [...found])).size).toBe(families.length)
})

it('finds the family in what the model reads, where the id is a mere name', () => {
  const labels = [
    { id: 'n' },
    { id: 'B1', prompt: 'fighting' },
    { id: 'B6', prompt: 'car accident' },
  ]
  expect(
    looksOf(labels)
      .map(({ hue }) => hue)
      .slice(1),
  ).toEqual([hueOf('Fighting'), hueOf('RoadAccidents')])
})

it('keeps the hue of a class of no known family when others are added behind it', () => {
  expect(looksOf(UNHEARD_OF).slice(0, 5)).toEqual(looksOf(UNHEARD_OF.slice(0, 5)))
  expect(
    new Set(
      looksOf(UNHEARD_OF)
        .slice(1, 8)
        .map(({ hue }) => hue),
    ).size,
  ).toBe(7)
})

it('never tells two classes apart by colour alone', () => {
  for (const looks of SETS.map(looksOf)) {
    expect(new Set(looks.map(({ hue, pattern }) => `${hue} ${pattern}`)).size).toBe(looks.length)
    for (const { hue, pattern } of looks) {
      const { backgroundImage } = lookStyle({ hue, pattern })
      if (pattern !== 'solid') expect(backgroundImage).toContain(PATTERN_INK)
    }
  }
})
