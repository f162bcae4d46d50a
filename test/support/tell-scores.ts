// node test/support/tell-scores.ts FOLDER < scores.json: scanned videos get the scores that a test says, whatever model has
// scored them, by their file names: { "a.mp4": { "score": [n], "classes": { "fire": [n], … } } }.
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Label } from '#contract/bundle.ts'
import { toBlob } from '#core/storage/blobs.ts'
import { openDatabase } from '#core/storage/open-database.ts'
import { allRows } from '#core/storage/statements.ts'

interface ToldScores {
  /** Of the first branch; one a snippet. */
  readonly score: readonly number[]
  /** Probabilities of the second branch by label id; a label that is left out has none. */
  readonly classes: Readonly<Record<string, readonly number[]>>
}

interface Row {
  readonly path: string
  readonly set_id: number
  readonly labels_json: string
}

const LEAST = 1e-4
const told = JSON.parse(await text(process.stdin)) as Record<string, ToldScores>
const db = openDatabase(join(process.argv[2]!, 'library.sqlite'))
const rows = allRows<Row>(
  db,
  `SELECT file.path, score_set.id AS set_id, label_set.labels_json FROM file
   JOIN feature_set ON feature_set.content_id = file.content_id
   JOIN score_set ON score_set.feature_set_id = feature_set.id
   JOIN label_set ON label_set.id = score_set.label_set_id`,
  [],
)
for (const { path, set_id, labels_json } of rows) {
  const { score, classes } = told[basename(path)]!
  const labels = JSON.parse(labels_json) as readonly Label[]
  const within = (value: number) => Math.min(1 - LEAST, Math.max(LEAST, value))
  const logits1 = score.map((value) => Math.log(within(value) / (1 - within(value))))
  const logits2 = score.flatMap((_, snippet) =>
    labels.map(({ id }) => Math.log(within(classes[id]?.[snippet] ?? 0))),
  )
  const { changes } = db
    .prepare(
      'UPDATE score_chunk SET logits1 = ?, logits2 = ? WHERE score_set_id = ? AND snippets = ?',
    )
    .run(
      toBlob(Float32Array.from(logits1)),
      toBlob(Float32Array.from(logits2)),
      set_id,
      score.length,
    )
  if (changes !== 1) throw new Error(`${path} does not have ${score.length} snippets.`)
}
db.close()
