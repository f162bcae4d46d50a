import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PtsRange } from '#contract/attach-marks.ts'
import { FlagreelError } from '#contract/errors.ts'
import {
  type Decision,
  type Mark,
  type VerdictRow,
  type VerdictValue,
  verdictValueSchema,
} from '#contract/review.ts'
import { type ReviewRule, reviewRuleSchema } from '#contract/settings.ts'
import type { Database } from '#core/storage/open-database.ts'
import { durable, snapshot } from '#core/storage/transaction.ts'

const row = z.object({
  mark_id: z.string(),
  content_id: z.string(),
  start_pts: z.int(),
  end_pts: z.int(),
  reviewer: z.string(),
  created_at: z.int(),
  value_json: z.string(),
  previous_json: z.string().nullable(),
  model_id: z.string().nullable(),
  label_set_id: z.string().nullable(),
  rule_json: z.string().nullable(),
})

/** Under what circumstances a person decided. */
export interface Circumstances {
  readonly reviewer: string
  readonly modelId: string
  readonly labelSetId: string
  readonly rule: ReviewRule
}

/** A decision with the time base of its content's PTS. */
export type TimedDecision = Decision & {
  readonly timeBase: { readonly num: number; readonly den: number }
}

const LATEST = `
  SELECT * FROM verdict WHERE id IN (
    SELECT max(id) FROM verdict WHERE mark_id IS NOT NULL AND (@contentId IS NULL OR content_id = @contentId)
    GROUP BY mark_id
  ) AND value_json <> 'null'`

/** Decisions and what was seen. Decisions are only ever added: the latest row of a mark counts. */
export class VerdictStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Current marks of one content, or of all. */
  marks(contentId?: string): Mark[] {
    return snapshot(this.#db, () =>
      this.#db
        .prepare(LATEST)
        .all({ contentId: contentId ?? null })
        .map(parseMark),
    )
  }

  /** Every row of a mark, oldest first. */
  history(markId: string): VerdictRow[] {
    const found = snapshot(this.#db, () =>
      this.#db.prepare('SELECT * FROM verdict WHERE mark_id = ? ORDER BY id').all(markId),
    )
    return found.map(parseRow)
  }

  /** All of them or none, on the disk when it returns, with one row of the audit trail. Returns when, in ms since 1970. */
  decide(decisions: readonly TimedDecision[], circumstances: Circumstances): number {
    const at = Date.now()
    durable(this.#db, () => {
      const add = this.#adder(circumstances, at)
      for (const decision of decisions) add(decision)
      this.#audit({
        at,
        actor: circumstances.reviewer,
        action: 'review.decide',
        subject: [...new Set(decisions.map(({ contentId }) => contentId))].join(' '),
        details: { marks: decisions.map(({ markId, value }) => [markId, value?.decision ?? null]) },
      })
    })
    return at
  }

  seen(contentId?: string): (PtsRange & { readonly contentId: string })[] {
    return snapshot(this.#db, () =>
      this.#db
        .prepare<unknown[], { contentId: string; startPts: number; endPts: number }>(
          `SELECT DISTINCT content_id AS contentId, start_pts AS startPts, end_pts AS endPts
           FROM seen WHERE @contentId IS NULL OR content_id = @contentId`,
        )
        .all({ contentId: contentId ?? null }),
    )
  }

  addSeen(
    ranges: readonly (PtsRange & { readonly contentId: string })[],
    reviewer: string,
  ): number {
    const at = Date.now()
    durable(this.#db, () => {
      const insert = this.#db.prepare(
        'INSERT INTO seen (content_id, start_pts, end_pts, reviewer, created_at) VALUES (?, ?, ?, ?, ?)',
      )
      for (const { contentId, startPts, endPts } of ranges)
        insert.run(contentId, startPts, endPts, reviewer, at)
    })
    return at
  }

  /** Ten thousand at once come in one call, so what is the same for all is made once. */
  #adder(circumstances: Circumstances, at: number): (decision: TimedDecision) => void {
    const { reviewer, modelId, labelSetId } = circumstances
    const rule = JSON.stringify(circumstances.rule)
    const find = this.#db.prepare<unknown[], { content_id: string; value_json: string }>(
      'SELECT content_id, value_json FROM verdict WHERE mark_id = ? ORDER BY id DESC LIMIT 1',
    )
    const insert = this.#db.prepare(
      `INSERT INTO verdict (content_id, start_pts, end_pts, time_base_num, time_base_den, reviewer, created_at,
         value_json, previous_json, model_id, label_set_id, rule_json, mark_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM label_set WHERE id = ?), ?, ?)`,
    )
    return ({ markId, contentId, startPts, endPts, value, timeBase }) => {
      const last = find.get(markId)
      if (last && last.content_id !== contentId)
        throw new FlagreelError(
          'bad-argument',
          `The mark ${markId} belongs to the content ${last.content_id}, not to ${contentId}.`,
        )
      insert.run(
        ...[contentId, startPts, endPts, timeBase.num, timeBase.den, reviewer, at],
        ...[JSON.stringify(value), last?.value_json ?? null, modelId, labelSetId, rule, markId],
      )
    }
  }

  #audit(entry: AuditEntry): void {
    const { at, actor, action, subject } = entry
    const details = JSON.stringify(entry.details)
    const last = this.#db.prepare('SELECT hash FROM audit ORDER BY id DESC LIMIT 1').pluck().get()
    const previous = typeof last === 'string' ? last : ''
    const hash = auditHash([previous, String(at), actor, action, subject, details])
    this.#db
      .prepare(
        `INSERT INTO audit (created_at, actor, action, subject, details_json, prev_hash, hash)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(at, actor, action, subject, details, previous, hash)
  }
}

interface AuditEntry {
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly details: unknown
}

/** SHA-256 over the fields of a row as a JSON array, the hash of the row before first: a changed row breaks the chain. */
export function auditHash(fields: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

function parseMark(found: unknown): Mark {
  const { mark_id, content_id, start_pts, end_pts, ...rest } = row.parse(found)
  return {
    id: mark_id,
    contentId: content_id,
    startPts: start_pts,
    endPts: end_pts,
    value: parseValue(rest.value_json) as VerdictValue,
    reviewer: rest.reviewer,
    at: rest.created_at,
  }
}

function parseRow(found: unknown): VerdictRow {
  const parsed = row.parse(found)
  return {
    markId: parsed.mark_id,
    startPts: parsed.start_pts,
    endPts: parsed.end_pts,
    value: parseValue(parsed.value_json),
    previous: parseValue(parsed.previous_json),
    reviewer: parsed.reviewer,
    at: parsed.created_at,
    modelId: parsed.model_id,
    labelSetId: parsed.label_set_id,
    rule: parsed.rule_json === null ? null : reviewRuleSchema.parse(JSON.parse(parsed.rule_json)),
  }
}

function parseValue(json: string | null): VerdictValue | null {
  return json === null ? null : verdictValueSchema.nullable().parse(JSON.parse(json))
}
