import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { classHue, classPattern } from '#renderer/review/timeline/class-style.ts'

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

const classes = Array.from({ length: 14 }, (_, i) => i + 1)

it('stands out from the lane by its hue on dark, and by its outline in every theme', () => {
  for (const theme of ['dark', 'contrast'] as const)
    for (const index of classes)
      expect(
        contrast(classHue(index), colour(theme, 'surface')),
        `${theme} ${index}`,
      ).toBeGreaterThanOrEqual(3)
  for (const theme of ['light', 'dark', 'contrast'] as const)
    expect(contrast(colour(theme, 'ink'), colour(theme, 'surface'))).toBeGreaterThanOrEqual(7)
})

it('never tells two classes apart by colour alone', () => {
  const looks = classes.map((index) => `${classHue(index)} ${classPattern(index)}`)
  expect(new Set(looks).size).toBe(classes.length)
  for (const index of classes.slice(1))
    expect(classPattern(index)).not.toBe(classPattern(index - 1))
})
