import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'
import { describeOutput, makeManifest } from './manifest/make-manifest.ts'
import { writeTogether } from './write-together.ts'

const folder = tempFolder()
let count = 0

async function emptyFolder(): Promise<string> {
  const path = join(folder.path, String(count++))
  await mkdir(path)
  return path
}

const bytes = (text: string) => new TextEncoder().encode(text)

function exportOf(out: string, texts: Readonly<Record<string, string>>, overwrite = false) {
  const files = Object.entries(texts).map(([name, text]) => ({ name, content: bytes(text) }))
  const manifest = makeManifest({
    ...{ createdAt: new Date(0), operator: 'Ada', version: '0', format: 'edl', options: {} },
    list: {
      model: { id: 'toy', name: 'Toy', training: 'untrained', note: null },
      ...{ mode: 'rule', rule: null, segments: [] },
    },
    ...{ labels: [], choice: {}, sources: new Map() },
    failures: [],
    outputs: files.map((file) => describeOutput(file.name, file.content)),
  })
  return writeTogether({ out, files, manifest: bytes(JSON.stringify(manifest)), overwrite })
}

it('never replaces a file unasked, and leaves nothing half-written', async () => {
  const path = await emptyFolder()
  const out = join(path, 'flags.edl')
  await exportOf(out, { 'flags.edl': 'one' })
  await expect(exportOf(out, { 'flags.edl': 'two' })).rejects.toThrow(/exists/)
  expect(await readFile(out, 'utf8')).toBe('one')
  await exportOf(out, { 'flags.edl': 'two', 'flags-2.edl': 'more' }, true)
  expect(await readFile(out, 'utf8')).toBe('two')
  expect((await readdir(path)).toSorted()).toEqual([
    'flags-2.edl',
    'flags.edl',
    'flags.edl.manifest.json',
  ])
  await exportOf(out, { 'flags.edl': 'three' }, true)
  expect((await readdir(path)).toSorted()).toEqual(['flags.edl', 'flags.edl.manifest.json'])
})

it('replaces what the export there left, and no other file', async () => {
  const path = await emptyFolder()
  const out = join(path, 'flags.edl')
  await exportOf(out, { 'flags.edl': 'one', 'flags-2.edl': 'one' })
  await exportOf(out, { 'flags.edl': 'two', 'flags-2.edl': 'two' }, true)
  expect(await readFile(join(path, 'flags-2.edl'), 'utf8')).toBe('two')
  await writeFile(join(path, 'flags-3.edl'), 'mine')
  const three = { 'flags.edl': 'three', 'flags-2.edl': 'three', 'flags-3.edl': 'three' }
  await expect(exportOf(out, three, true)).rejects.toThrow(/flags-3.edl exists/)
  expect(await readFile(out, 'utf8')).toBe('two')
  await writeFile(join(path, 'flags-2.edl'), 'two, and mine')
  await exportOf(out, { 'flags.edl': 'two' }, true)
  expect(await readFile(join(path, 'flags-2.edl'), 'utf8')).toBe('two, and mine')
  await writeFile(join(path, 'flags.edl.manifest.json'), '{"mine":true}')
  await expect(exportOf(out, { 'flags.edl': 'four' }, true)).rejects.toThrow(/is no manifest/)
  expect(await readFile(out, 'utf8')).toBe('two')
})

it('has no manifest while its files are not all there', async () => {
  const path = await emptyFolder()
  const out = join(path, 'flags.edl')
  await exportOf(out, { 'flags.edl': 'one' })
  // The second file cannot be written: its folder is gone.
  const files = { 'flags.edl': 'two', 'gone/flags.edl': 'two' }
  await expect(exportOf(out, files, true)).rejects.toThrow(/does not exist/)
  expect(JSON.parse(await readFile(`${out}.manifest.json`, 'utf8')).outputs).toHaveLength(1)
  let isThere: boolean | undefined
  const file = {
    name: 'flags.edl',
    get content() {
      isThere = existsSync(`${out}.manifest.json`)
      return bytes('two')
    },
  }
  await writeTogether({ out, files: [file], manifest: bytes(''), overwrite: true })
  expect(isThere).toBe(false)
  await rm(join(path, 'flags.edl.manifest.json'))
  await writeFile(join(path, 'flags.edl.manifest.json'), '')
  // Of an export that was killed.
  await exportOf(out, { 'flags.edl': 'three' }, true)
  expect(JSON.parse(await readFile(`${out}.manifest.json`, 'utf8')).outputs).toHaveLength(1)
})

it('replaces nothing but files', async () => {
  const path = await emptyFolder()
  await expect(
    exportOf(path, { [path.slice(dirname(path).length + 1)]: 'x' }, true),
  ).rejects.toThrow(/is a folder/)
  await expect(exportOf('/dev/null', { null: 'x' }, true)).rejects.toThrow(/a pipe or a device/)
})

it('says which folder is missing, and reports what is none', async () => {
  const path = await emptyFolder()
  await expect(exportOf(join(path, 'none', 'flags.edl'), { 'flags.edl': 'x' })).rejects.toThrow(
    /folder .*none does not exist/,
  )
  await writeFile(join(path, 'file'), '')
  const below = join(path, 'file', 'flags.edl')
  await expect(exportOf(below, { 'flags.edl': 'x' })).rejects.toMatchObject({ code: 'disk' })
})
