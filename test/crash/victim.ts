/**
 * A process to be killed. `node victim.ts scan LIBRARY VIDEOS MS`: ingests, queues a job for each content and writes its
 * chunks, MS apart. `node victim.ts open LIBRARY`: opens the library and writes a setting. `node victim.ts lock FILE`: holds a lock.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { JobQueue } from '#core/jobs/queue.ts'
import { type JobHandler, runQueue } from '#core/jobs/run-queue.ts'
import { ingest } from '#core/library/ingest.ts'
import { toBlob } from '#core/storage/blobs.ts'
import { holdFileLock } from '#core/storage/file-lock.ts'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import { writeSetting } from '#core/storage/setting-store.ts'
import { transaction } from '#core/storage/transaction.ts'
import { CHUNKS, type ChunkValues, chunkValues } from './expected.ts'

const [mode = '', target = '', videos = '', pauseMs = ''] = process.argv.slice(2)

if (mode === 'lock') {
  holdFileLock(target)
  console.log('ready')
  setInterval(() => {}, 1000)
} else if (mode === 'open') {
  const db = openDatabase(target)
  writeSetting(db, `pid ${process.pid}`, 1)
  db.close()
} else {
  await scan()
}

async function scan(): Promise<void> {
  const db = openDatabase(target)
  const { files } = await ingest(db, [videos])
  const jobs = new JobQueue(db)
  for (const { contentId, path } of files)
    jobs.enqueue({ kind: 'scan', key: contentId, payload: { contentId, path } })
  console.log('ready')
  const end = await runQueue({
    jobs,
    concurrency: 2,
    handlers: { scan: handler(db) },
    onEvent: ({ kind }) => {
      if (kind === 'started' || kind === 'waiting') console.log(kind)
    },
  })
  jobs.close()
  db.close()
  console.log(end)
}

/** Goes on where the stored chunks end, like a real scan. */
function handler(db: Database): JobHandler {
  return async ({ key }, { progress }) => {
    const set = featureSetOf(db, key)
    for (let chunk = chunksOf(db, set); chunk < CHUNKS; chunk++) {
      await delay(Number(pauseMs))
      transaction(db, () => addChunk(db, set, chunkValues(key, chunk)))
      console.log(`wrote ${key} ${chunk}`)
      progress({ done: chunk + 1, total: CHUNKS })
    }
    transaction(db, () =>
      db.prepare('UPDATE feature_set SET complete = 1, frames = ? WHERE id = ?').run(CHUNKS, set),
    )
  }
}

function featureSetOf(db: Database, contentId: string): number {
  db.prepare(
    `INSERT INTO feature_set (content_id, encoder, recipe, dim, stream_index, time_base_num, time_base_den, created_at)
     VALUES (?, 'e', 'r', 4, 0, 1, 90000, 0) ON CONFLICT DO NOTHING`,
  ).run(contentId)
  return Number(
    db.prepare('SELECT id FROM feature_set WHERE content_id = ?').pluck().get(contentId),
  )
}

function chunksOf(db: Database, set: number): number {
  return Number(
    db.prepare('SELECT count(*) FROM feature_chunk WHERE feature_set_id = ?').pluck().get(set),
  )
}

function addChunk(db: Database, set: number, values: ChunkValues): void {
  const { chunk, features, startPts } = values
  db.prepare(`INSERT INTO feature_chunk (feature_set_id, chunk_index, snippets, features, start_pts, last_frame_hash)
     VALUES (?, ?, ?, ?, ?, ?)`).run(
    set,
    chunk,
    startPts.length,
    toBlob(features),
    toBlob(startPts),
    `hash ${chunk}`,
  )
}
