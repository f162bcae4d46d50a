import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { Manifest } from '#contract/manifest.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { describeOutput, makeManifest } from './manifest/make-manifest.ts'
import { verifyManifest } from './manifest/verify-manifest.ts'
import { writeTogether } from './write-together.ts'

const folder = tempFolder()
let count = 0

async function emptyFolder(): Promise<string> {
  const path = join(folder.path, String(count++))
  await mkdir(path)
  return path
}

const verify = (path: string) =>
  verifyManifest(path, {
    ...{ signal: new AbortController().signal, outputsOnly: false, onProgress: () => {} },
    ...{ isRecorded: () => false, isPlace: () => false, isKnown: () => false },
  })

const bytes = (text: string) => new TextEncoder().encode(text)

function exportOf(out: string, texts: Readonly<Record<string, string>>, overwrite = false) {
  const files = Object.entries(texts).map(([name, text]) => ({ name, content: bytes(text) }))
  const manifest = makeManifest({
    ...{ createdAt: new Date(0), operator: 'Ada', version: '0', tools: null },
    ...{ format: 'edl', options: {} },
    list: {
      model: { id: 'toy', name: 'Toy', training: 'untrained', note: null },
      ...{ mode: 'rule', rule: null, videos: 0, segments: [] },
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

it('leaves nothing of an export that has become several under other names', async () => {
  const path = await emptyFolder()
  const out = join(path, 'flags.vtt')
  await exportOf(out, { 'flags.vtt': 'one' })
  await exportOf(out, { 'flags-a.vtt': 'a', 'flags-b.vtt': 'b' }, true)
  expect((await readdir(path)).toSorted()).toEqual([
    ...['flags-a.vtt', 'flags-b.vtt', 'flags.vtt.manifest.json'],
  ])
})

const manifestIn = async (out: string) =>
  JSON.parse(await readFile(`${out}.manifest.json`, 'utf8')) as Manifest

it('has a manifest that calls itself unfinished while its files are not all there', async () => {
  const path = await emptyFolder()
  const out = join(path, 'flags.edl')
  await exportOf(out, { 'flags.edl': 'one' })
  const manifest = await readFile(`${out}.manifest.json`)
  const files = [
    { name: 'flags.edl', content: bytes('two') },
    { name: 'flags-2.edl', content: { path: join(path, 'gone') } },
  ]
  await expect(writeTogether({ out, files, manifest, overwrite: true })).rejects.toThrow(/ENOENT/)
  expect(await manifestIn(out)).toMatchObject({ unfinished: true })
  await expect(verify(`${out}.manifest.json`)).rejects.toThrow(/not finished/)
  // Another try may replace what it names, and no more.
  await exportOf(out, { 'flags.edl': 'three', 'flags-2.edl': 'three' }, true)
  expect(await manifestIn(out)).not.toHaveProperty('unfinished')
  expect((await manifestIn(out)).outputs).toHaveLength(2)
})

it('leaves nothing of a new export that failed', async () => {
  const path = await emptyFolder()
  const files = { 'flags.edl': 'one', 'gone/flags.edl': 'one' }
  await expect(exportOf(join(path, 'flags.edl'), files)).rejects.toThrow(/could not be written/)
  expect(await readdir(path)).toEqual([])
})

it('can be repaired after a kill, whatever was written by then', async () => {
  const path = await emptyFolder()
  const out = join(path, 'flags.edl')
  const texts = { 'flags.edl': 'one', 'flags-2.edl': 'one' }
  await exportOf(out, texts)
  const whole = await readFile(`${out}.manifest.json`)
  // As if it had been killed behind its first file: the rest does not come.
  let first = true
  const files = Object.entries(texts).map(([name]) => ({
    name,
    get content() {
      if (!first) throw new Error('killed')
      first = false
      return bytes('two')
    },
  }))
  await expect(writeTogether({ out, files, manifest: whole, overwrite: true })).rejects.toThrow(
    'killed',
  )
  expect(await readFile(out, 'utf8')).toBe('two')
  await exportOf(out, { 'flags.edl': 'three', 'flags-2.edl': 'three' }, true)
  expect(await readFile(join(path, 'flags-2.edl'), 'utf8')).toBe('three')
})

it('removes no file that a manifest from elsewhere names', async () => {
  const path = await emptyFolder()
  const out = join(path, 'flags.edl')
  await writeFile(join(path, 'cam.mp4'), 'film')
  await exportOf(out, { 'flags.edl': 'one' })
  const manifest = await manifestIn(out)
  const forged = [...manifest.outputs, describeOutput('cam.mp4', bytes('film'))]
  await writeFile(`${out}.manifest.json`, JSON.stringify({ ...manifest, outputs: forged }))
  await exportOf(out, { 'flags.edl': 'two' }, true)
  expect(await readFile(join(path, 'cam.mp4'), 'utf8')).toBe('film')
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
