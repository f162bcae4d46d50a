import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import { withoutPrivileges } from '#test/support/without-privileges.ts'
import { findMissing, ingest } from './ingest.ts'
import { LibraryStore } from './store.ts'

let folder: string
let videos: string
let db: Database
let store: LibraryStore

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-ingest-'))
  chmodSync(folder, 0o755)
  videos = join(folder, 'videos')
  mkdirSync(videos)
  db = openDatabase(join(folder, 'library.sqlite'))
  store = new LibraryStore(db)
})

afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const at = (name: string) => join(videos, name)
const write = (name: string, text: string) => writeFileSync(at(name), text)
const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
const states = () =>
  store.files().map(({ path, state }) => `${path.slice(videos.length + 1)} ${state}`)

async function scan(...paths: string[]) {
  return ingest(db, paths.length > 0 ? paths : [videos])
}

async function idOf(name: string): Promise<string> {
  await scan()
  return store.fileAt(at(name))!.contentId!
}

describe('a file', () => {
  it('that is new gets a row and a content', async () => {
    write('a.mp4', 'one')
    const { files, problems, missing } = await ingest(db, [videos], { now: () => 5000 })
    expect(problems).toEqual([])
    expect(missing).toEqual([])
    expect(files).toEqual([
      { fileId: 1, contentId: expect.any(String), path: at('a.mp4'), isNew: true, changed: false },
    ])
    expect(store.file(1)).toMatchObject({
      path: at('a.mp4'),
      bytes: 3,
      state: 'present',
      firstSeen: 5000,
      lastSeen: 5000,
      contentId: files[0]!.contentId,
    })
    expect(store.content(files[0]!.contentId)).toMatchObject({ bytes: 3 })
  })

  it('that is unchanged is not read again', async () => {
    write('a.mp4', 'one')
    utimesSync(at('a.mp4'), 1, 1.25)
    const id = await idOf('a.mp4')
    // Other bytes, but the same size and time: only reading would tell.
    write('a.mp4', 'two')
    utimesSync(at('a.mp4'), 1, 1.25)
    const { files } = await scan()
    expect(files).toEqual([
      { fileId: 1, contentId: id, path: at('a.mp4'), isNew: false, changed: false },
    ])
  })

  it('that was only touched keeps its content', async () => {
    write('a.mp4', 'one')
    const id = await idOf('a.mp4')
    utimesSync(at('a.mp4'), 1, 1)
    expect((await scan()).files).toMatchObject([{ contentId: id, changed: false }])
    expect(store.fileAt(at('a.mp4'))?.mtimeMs).toBe(1000)
  })

  it('whose content changed points to the new content; the old one and its features stay', async () => {
    write('a.mp4', 'one')
    const old = await idOf('a.mp4')
    db.exec(`INSERT INTO feature_set (content_id, encoder, recipe, dim, stream_index, time_base_num, time_base_den, created_at)
      VALUES ('${old}', 'e', 'r', 4, 0, 1, 1, 0)`)
    store.setMedia(at('a.mp4'), { container: 'mp4' })
    write('a.mp4', 'another')
    const { files } = await scan()
    expect(files).toMatchObject([{ fileId: 1, isNew: false, changed: true }])
    expect(files[0]?.contentId).not.toBe(old)
    expect(store.content(old)).toBeDefined()
    expect(count('feature_set')).toBe(1)
    // What the probe said was about the old content.
    expect(store.file(1)?.media).toBeUndefined()
  })

  it('that was renamed or moved keeps its content and its features; the old path is missing', async () => {
    write('a.mp4', 'one')
    const id = await idOf('a.mp4')
    mkdirSync(at('sub'))
    renameSync(at('a.mp4'), at('sub/b.mp4'))
    const { files, missing } = await scan()
    expect(files).toMatchObject([{ contentId: id, path: at('sub/b.mp4'), isNew: true }])
    expect(missing.map(({ path }) => path)).toEqual([at('a.mp4')])
    expect(store.filesOf(id).map(({ path, state }) => [path, state])).toEqual([
      [at('sub/b.mp4'), 'present'],
      [at('a.mp4'), 'missing'],
    ])
  })

  it('that lies at two paths is one content', async () => {
    write('a.mp4', 'one')
    copyFileSync(at('a.mp4'), at('b.mp4'))
    symlinkSync('a.mp4', at('c.mp4'))
    const { files } = await scan()
    expect(new Set(files.map(({ contentId }) => contentId)).size).toBe(1)
    expect([count('file'), count('content')]).toEqual([3, 1])
  })

  it('that cannot be read is kept with the reason, and read as soon as it can be', async () => {
    write('a.mp4', 'one')
    write('b.mp4', 'two')
    chmodSync(at('a.mp4'), 0)
    const result = await withoutPrivileges(() => scan())
    expect(result.files).toMatchObject([{ path: at('b.mp4') }])
    expect(result.problems).toMatchObject([
      {
        path: at('a.mp4'),
        error: { code: 'unreadable', message: expect.stringContaining('permission denied') },
      },
    ])
    expect(states()).toEqual(['a.mp4 unreadable', 'b.mp4 present'])
    expect(store.fileAt(at('a.mp4'))?.problem).toContain('permission denied')
    chmodSync(at('a.mp4'), 0o644)
    expect((await scan()).files).toMatchObject([{ isNew: false, changed: false }, {}])
    expect(store.fileAt(at('a.mp4'))).toMatchObject({ state: 'present', problem: undefined })
  })

  it('may have a name that SQL and LIKE give a meaning', async () => {
    for (const name of [`it's.mp4`, '100%_.mp4', 'a"b.mp4', 'line\nbreak.mp4', '🎬.mp4'])
      write(name, name)
    expect((await scan()).files).toHaveLength(5)
    expect((await scan()).files.every(({ isNew }) => !isNew)).toBe(true)
  })
})

describe('what is gone', () => {
  it('is marked missing, once, and nothing is deleted', async () => {
    write('a.mp4', 'one')
    const id = await idOf('a.mp4')
    rmSync(at('a.mp4'))
    expect((await scan()).missing.map(({ path }) => path)).toEqual([at('a.mp4')])
    expect((await scan()).missing).toEqual([])
    expect(states()).toEqual(['a.mp4 missing'])
    expect(store.fileAt(at('a.mp4'))?.contentId).toBe(id)
  })

  it('comes back without being read again, as when a drive is connected', async () => {
    write('a.mp4', 'one')
    const id = await idOf('a.mp4')
    renameSync(videos, join(folder, 'unplugged'))
    const { problems, missing } = await scan()
    expect(problems).toMatchObject([{ path: videos, error: { code: 'not-found' } }])
    expect(missing).toHaveLength(1)
    renameSync(join(folder, 'unplugged'), videos)
    expect((await scan()).files).toEqual([
      { fileId: 1, contentId: id, path: at('a.mp4'), isNew: false, changed: false },
    ])
    expect(states()).toEqual(['a.mp4 present'])
  })

  it('is noticed when it is given by name', async () => {
    write('a.mp4', 'one')
    await scan()
    rmSync(at('a.mp4'))
    const { missing, problems } = await scan(at('a.mp4'))
    expect(problems).toMatchObject([{ error: { code: 'not-found' } }])
    expect(missing).toMatchObject([{ path: at('a.mp4') }])
  })

  it('is looked for only under the given paths', async () => {
    mkdirSync(at('x'))
    mkdirSync(at('xy'))
    for (const name of ['x/a.mp4', 'xy/b.mp4', 'x.mp4']) write(name, name)
    await scan()
    for (const name of ['x/a.mp4', 'xy/b.mp4', 'x.mp4']) rmSync(at(name))
    await scan(at('x'))
    expect(states()).toEqual(['x.mp4 present', 'x/a.mp4 missing', 'xy/b.mp4 present'])
    expect(await findMissing(db)).toHaveLength(2)
    expect(states()).toEqual(['x.mp4 missing', 'x/a.mp4 missing', 'xy/b.mp4 missing'])
  })

  it('is not what a walk left out', async () => {
    write('a.mp4', 'one')
    write('b.mp4', 'two')
    await scan()
    await ingest(db, [videos], { exclude: ['a*'] })
    expect(states()).toEqual(['a.mp4 present', 'b.mp4 present'])
  })

  it('is not what lies in a folder that may not be read', async () => {
    mkdirSync(at('x'))
    write('x/a.mp4', 'one')
    await scan()
    chmodSync(at('x'), 0)
    const { missing, problems } = await withoutPrivileges(() => scan())
    chmodSync(at('x'), 0o755)
    expect(problems).toMatchObject([{ path: at('x') }])
    expect(missing).toEqual([])
    expect(states()).toEqual(['x/a.mp4 present'])
  })
})

it('ends when it is aborted, keeps what it stored and marks nothing missing', async () => {
  for (let i = 0; i < 600; i++) write(`${i}.mp4`, `${i}`)
  const stop = new AbortController()
  const running = ingest(db, [videos], { signal: stop.signal, onProgress: () => stop.abort() })
  await expect(running).rejects.toThrow('abort')
  expect(count('file')).toBe(256)
  expect((await scan()).files.filter(({ isNew }) => isNew)).toHaveLength(344)
  expect(store.files().every(({ state }) => state === 'present')).toBe(true)
})

it('takes 2,000 small files in a few seconds and knows them again in less', async () => {
  for (let i = 0; i < 2000; i++) write(`${i}.mp4`, `${i}`)
  const first = performance.now()
  expect((await scan()).files).toHaveLength(2000)
  const second = performance.now()
  expect((await scan()).files.every(({ isNew }) => !isNew)).toBe(true)
  const end = performance.now()
  // Generous: a busy machine, and a row per transaction would take far longer.
  expect(second - first).toBeLessThan(10_000)
  expect(end - second).toBeLessThan(5000)
})

it('knows the size of a content', async () => {
  write('a.mp4', 'one')
  expect(store.content(await idOf('a.mp4'))).toMatchObject({ bytes: 3 })
  expect(store.content('nowhere')).toBeUndefined()
})
