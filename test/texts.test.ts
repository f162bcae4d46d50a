import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../src/renderer/i18n')

/** Key paths of a file, with the names between braces that a text fills in. */
function keysOf(language: string, name: string): string[] {
  const texts: unknown = JSON.parse(readFileSync(join(folder, language, name), 'utf8'))
  const walk = (value: unknown, path: string): string[] => {
    if (typeof value !== 'object' || value === null) {
      const holes = [...String(value).matchAll(/{{(\w+)}}/g)].map(([, hole]) => hole).sort()
      return [`${path} ${holes.join(' ')} ${String(value).trim() === '' ? 'empty' : ''}`]
    }
    return Object.entries(value).flatMap(([key, inner]) => walk(inner, `${path}.${key}`))
  }
  return walk(texts, '').sort()
}

const names = readdirSync(join(folder, 'en'))

it('every language has the same files', () => {
  expect(names.length).toBeGreaterThan(0)
  expect(readdirSync(join(folder, 'de')).sort()).toEqual([...names].sort())
})

it.each(names)('%s has the same texts in German, and none is empty', (name) => {
  expect(keysOf('de', name)).toEqual(keysOf('en', name))
  expect(keysOf('en', name).filter((key) => key.endsWith('empty'))).toEqual([])
})
