import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connect } from './connection.ts'
import { openDatabase } from './open-database.ts'
import { readSetting, writeSetting } from './setting-store.ts'
import { snapshot } from './transaction.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-open-'))
  file = join(folder, 'data', 'library.sqlite')
})

afterEach(() => rmSync(folder, { recursive: true }))

function fill(rows: number): void {
  const db = openDatabase(file)
  for (let i = 0; i < rows; i++) writeSetting(db, `key ${i}`, 'x'.repeat(2000))
  db.close()
}

/** The files as a killed process leaves them: the -wal is still there. */
function endUncleanly(): void {
  const db = openDatabase(file)
  writeSetting(db, 'last', 'words')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, `${file}.killed${suffix}`)
  db.close()
  for (const suffix of ['', '-wal']) copyFileSync(`${file}.killed${suffix}`, file + suffix)
}

/** Overwrites the last pages, where the rows are. */
function scribble(): void {
  const length = 40 * 4096
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, statSync(file).size - length)
  closeSync(handle)
}

const inFolder = () => readdirSync(join(folder, 'data')).sort()

describe('a library that is sound', () => {
  it('is made with its folder, in WAL mode, with foreign keys enforced', () => {
    const db = openDatabase(file)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(1)
    expect(() =>
      db.exec(
        "INSERT INTO file (id, content_id, path, bytes, mtime_ms, state, problem, first_seen, last_seen, media_json) VALUES (1, 'x', '/a', 0, 0, 'present', NULL, 0, 0, NULL)",
      ),
    ).toThrow('FOREIGN KEY')
    db.close()
    expect(inFolder()).toEqual(['library.sqlite'])
  })

  it('keeps its rows when it is opened again, also read-only', () => {
    fill(3)
    const db = openDatabase(file, { readonly: true })
    expect(readSetting(db, 'key 2')).toHaveLength(2000)
    expect(() => db.exec('DELETE FROM setting')).toThrow('readonly')
    db.close()
  })

  it('is recovered with its last words after an unclean end', () => {
    fill(3)
    endUncleanly()
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
    const db = openDatabase(file)
    expect(readSetting(db, 'last')).toBe('words')
    db.close()
  })

  it('opens beside another process that has it open', () => {
    const first = openDatabase(file)
    writeSetting(first, 'a', 1)
    const second = openDatabase(file)
    expect(readSetting(second, 'a')).toBe(1)
    second.close()
    first.close()
  })
})

describe('a library that is damaged', () => {
  it('is moved aside, not deleted, after an unclean end, and the next start is empty', () => {
    fill(200)
    endUncleanly()
    const size = statSync(file).size
    scribble()
    expect(() => openDatabase(file)).toThrow(
      expect.objectContaining({
        code: 'library',
        message: expect.stringContaining('It was kept as'),
      }),
    )
    const kept = inFolder().find((name) => name.includes('.damaged-') && !name.endsWith('-wal'))
    expect(statSync(join(folder, 'data', kept!)).size).toBeGreaterThanOrEqual(size)
    expect(existsSync(file)).toBe(false)
    openDatabase(file).close()
  })

  it('is moved aside when it is no database at all', () => {
    openDatabase(file).close()
    writeFileSync(file, 'not a database, but 35 bytes of text')
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'library' }))
    const kept = inFolder().find((name) => name.includes('.damaged-'))
    expect(readFileSync(join(folder, 'data', kept!), 'utf8')).toContain('35 bytes of text')
  })

  it('is moved aside when it was cut short', () => {
    fill(200)
    truncateSync(file, statSync(file).size - 10 * 4096)
    writeFileSync(`${file}.check`, '')
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'library' }))
    expect(inFolder().some((name) => name.includes('.damaged-'))).toBe(true)
  })

  it('is checked at the next start when damage was met in the middle of the work', () => {
    fill(200)
    scribble()
    // Nothing at a clean start reads these pages.
    const db = openDatabase(file)
    const reading = () => snapshot(db, () => db.prepare('SELECT * FROM setting').all())
    expect(reading).toThrow(expect.objectContaining({ code: 'library' }))
    db.close()
    expect(() => openDatabase(file)).toThrow('is damaged')
    openDatabase(file).close()
  })

  it('stays where it is when it is opened read-only', () => {
    openDatabase(file).close()
    writeFileSync(file, 'not a database, but 35 bytes of text')
    expect(() => openDatabase(file, { readonly: true })).toThrow(
      expect.objectContaining({ code: 'library' }),
    )
    expect(inFolder()).toContain('library.sqlite')
  })
})

describe('a library that is not for us', () => {
  it('is refused when a newer Flagreel made it, and left as it is', () => {
    const db = openDatabase(file)
    db.exec("INSERT INTO migration VALUES (999, 'from the future', 0)")
    db.close()
    expect(() => openDatabase(file)).toThrow(/newer Flagreel.*999 "from the future"/)
    expect(inFolder()).toEqual(['library.sqlite'])
  })

  it('is refused when another program made it, and left as it is', () => {
    openDatabase(file).close()
    rmSync(file)
    const foreign = connect(file)
    foreign.exec('CREATE TABLE bookmarks (id INTEGER)')
    foreign.close()
    expect(() => openDatabase(file)).toThrow('not a Flagreel library')
    const again = connect(file)
    expect(again.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['bookmarks'])
    again.close()
  })

  it('is refused read-only when it is not there or not made yet', () => {
    expect(() => openDatabase(file, { readonly: true })).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    )
    openDatabase(file).close()
    writeFileSync(file, '')
    expect(() => openDatabase(file, { readonly: true })).toThrow(
      expect.objectContaining({ code: 'not-found', message: expect.stringMatching(/yet\.$/) }),
    )
  })

  it('is refused read-only when an older Flagreel made it', () => {
    const db = openDatabase(file)
    db.exec('DELETE FROM migration WHERE id = (SELECT max(id) FROM migration)')
    db.close()
    expect(() => openDatabase(file, { readonly: true })).toThrow('older Flagreel')
  })

  it('is refused with a clear error when its folder cannot be made', () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be')
    expect(() => openDatabase(file)).toThrow(
      expect.objectContaining({
        code: 'library',
        message: expect.stringContaining('cannot be made'),
      }),
    )
  })

  it('is refused with a clear error when a folder has its name', () => {
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'library' }))
  })
})
