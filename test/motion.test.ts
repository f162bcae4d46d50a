import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../src/renderer')
/** Ways to move something on screen without a person's hand. A new one has to ask what the person prefers first. */
const MOVING = /\btransition\b|\banimat(e|ion)\b|@keyframes|scroll-behavior|behavior: 'smooth'/

it('no screen moves anything by itself, whatever motion a person prefers', () => {
  const files = globSync('**/*.{ts,tsx,css}', { cwd: folder }).filter(
    (path) => !path.includes('.test.'),
  )
  expect(files.length).toBeGreaterThan(100)
  const moving = files.filter((path) => MOVING.test(readFileSync(join(folder, path), 'utf8')))
  expect(moving).toEqual([])
})
