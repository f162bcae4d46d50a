import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Database, openDatabase } from './open-database.ts'

let folder: string
let db: Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-schema-'))
  db = openDatabase(join(folder, 'library.sqlite'))
  db.exec(`
    INSERT INTO content VALUES ('c1', 10, 'hash', NULL, 0);
    INSERT INTO label_set VALUES ('l1', '[]');
    INSERT INTO feature_set (id, content_id, encoder, recipe, dim, stream_index, time_base_num, time_base_den, created_at)
      VALUES (1, 'c1', 'e', 'r', 4, 0, 1, 90000, 0);
    INSERT INTO score_set (id, feature_set_id, model_id, detector, label_set_id, has_classifier, created_at)
      VALUES (1, 1, 'm', 'd', 'l1', 1, 0);`)
})

afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const addVerdict = (id: number) =>
  db.exec(
    `INSERT INTO verdict (id, content_id, start_pts, end_pts, time_base_num, time_base_den, reviewer, created_at, value_json, previous_json, model_id, label_set_id, rule_json) VALUES (${id}, 'c1', 0, 10, 1, 90000, 'me', 0, '"confirmed"', NULL, 'm', 'l1', '{}')`,
  )
const addAudit = (id: number, previous: string, hash: string) =>
  db.exec(
    `INSERT INTO audit VALUES (${id}, 0, 'me', 'confirm', 's', '{}', '${previous}', '${hash}')`,
  )

const addExport = (id: number) =>
  db.exec(`
    INSERT INTO export VALUES (${id}, 0, 'me', 'csv', '/out.csv', 0, '${'0'.repeat(64)}', 'm', NULL, NULL);
    INSERT INTO exported_flag VALUES (${id}, ${id}, 'c1', 0, 10);`)

it('uses strict tables only', () => {
  const loose = db
    .prepare(
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
    )
    .all()
  expect(loose).toEqual([])
})

it.each(['verdict', 'audit', 'export', 'exported_flag'])(
  'refuses to change or delete a row of %s',
  (table) => {
    addVerdict(1)
    addAudit(1, '', 'h1')
    addExport(1)
    const message = `${table} is append-only`
    expect(() => db.exec(`UPDATE ${table} SET id = 2`)).toThrow(message)
    expect(() => db.exec(`DELETE FROM ${table}`)).toThrow(message)
    db.pragma('recursive_triggers = OFF')
    expect(() => db.exec(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`)).toThrow(
      /append-only|chain is broken/,
    )
  },
)

it('refuses an audit row that does not continue the chain', () => {
  expect(() => addAudit(1, 'h0', 'h1')).toThrow('chain is broken')
  addAudit(1, '', 'h1')
  addAudit(2, 'h1', 'h2')
  expect(() => addAudit(3, 'h1', 'h3')).toThrow('chain is broken')
})

it('refuses to delete a content that has a verdict', () => {
  addVerdict(1)
  expect(() => db.exec("DELETE FROM content WHERE id = 'c1'")).toThrow('FOREIGN KEY')
})

it('refuses chunks whose arrays have an impossible length', () => {
  const feature = (features: number, pts: number) =>
    db.exec(
      `INSERT INTO feature_chunk (feature_set_id, chunk_index, snippets, features, start_pts, last_frame_hash) VALUES (1, 0, 2, zeroblob(${features}), zeroblob(${pts}), 'h')`,
    )
  expect(() => feature(15, 16)).toThrow('CHECK')
  expect(() => feature(16, 15)).toThrow('CHECK')
  feature(16, 16)
  const score = (first: string, second: number) =>
    db.exec(`INSERT INTO score_chunk VALUES (1, 0, 2, ${first}, zeroblob(${second}))`)
  expect(() => score('zeroblob(4)', 16)).toThrow('CHECK')
  expect(() => score('NULL', 12)).toThrow('CHECK')
  score('NULL', 16)
})

it('refuses a second chunk of the same place and a second set of the same features', () => {
  const chunk = () =>
    db.exec(
      "INSERT INTO feature_chunk (feature_set_id, chunk_index, snippets, features, start_pts, last_frame_hash) VALUES (1, 7, 1, zeroblob(8), zeroblob(8), 'h')",
    )
  chunk()
  expect(chunk).toThrow('UNIQUE')
  const set = () =>
    db.exec(`INSERT INTO feature_set (content_id, encoder, recipe, dim, stream_index, time_base_num, time_base_den, created_at)
      VALUES ('c1', 'e', 'r', 4, 0, 1, 1, 0)`)
  expect(set).toThrow('UNIQUE')
})

it('calls no feature set complete before its frames are known', () => {
  expect(() => db.exec('UPDATE feature_set SET complete = 1')).toThrow('CHECK')
})

it('deletes chunks and scores with their feature set', () => {
  db.exec(
    "INSERT INTO feature_chunk (feature_set_id, chunk_index, snippets, features, start_pts, last_frame_hash) VALUES (1, 0, 1, zeroblob(8), zeroblob(8), 'h')",
  )
  db.exec('INSERT INTO score_chunk VALUES (1, 0, 1, NULL, zeroblob(8))')
  db.exec('DELETE FROM feature_set')
  for (const table of ['feature_chunk', 'score_set', 'score_chunk'])
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
})
