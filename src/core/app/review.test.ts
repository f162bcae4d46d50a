import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Decision, Flag, VerdictValue } from '#contract/review.ts'
import { auditHash } from '#core/review/verdict-store.ts'
import { changeSettings } from '#core/settings/settings-store.ts'
import { makeSyntheticLibrary, type SyntheticVideo } from '#test/support/synthetic-library.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { createParts, type Parts } from './parts.ts'

const folder = tempFolder()
const libraryFolder = join(folder.path, 'library')
let parts: Parts

const video = (name: string): SyntheticVideo => ({
  ...{ name, snippets: 80 },
  scoreOf: (snippet) => (snippet % 20 < 12 ? 0.35 + ((snippet * 7) % 13) / 22 : 0.05),
})
const VALUE: VerdictValue = {
  ...{ decision: 'confirmed', reason: null, class: null, note: '', hasOwnRange: false },
}

beforeAll(async () => {
  await makeSyntheticLibrary(libraryFolder, ['a.mp4', 'b.mp4'].map(video))
  parts = createParts({
    libraryFolder,
    resourcesFolder: join(import.meta.dirname, '../../../resources'),
    workerEntry: '',
    version: '0',
  })
})
afterAll(() => parts.close())

const decisionOn = ({ contentId, startPts, endPts }: Flag, value: VerdictValue | null) => ({
  ...{ contentId, startPts, endPts, value, markId: randomUUID() as string },
})

async function setThreshold(threshold: number): Promise<void> {
  const { model } = await parts.review().flags()
  const rule = { ...model.rule, threshold, release: Math.min(threshold, model.rule.release) }
  changeSettings(parts.database(), { rules: { [model.id]: rule } })
}

describe('a verdict', () => {
  it('is kept with who, when, what, what was before, and under which model, labels and rule', async () => {
    const review = parts.review()
    const before = Date.now()
    const { flags, model } = await review.flags()
    const decision = decisionOn(flags[0]!, VALUE)
    await review.decide([decision])
    changeSettings(parts.database(), { reviewer: 'Ada' })
    const dismissed: VerdictValue = { ...VALUE, decision: 'dismissed' }
    await review.decide([{ ...decision, value: dismissed }])
    changeSettings(parts.database(), { reviewer: '' })
    const labels = parts.database().prepare('SELECT id FROM label_set').pluck().get()
    const same = { modelId: model.id, labelSetId: labels, rule: model.rule }
    const rows = review.history(decision.markId)
    expect(labels).toMatch(/\S/)
    expect(rows).toMatchObject([
      { ...same, reviewer: userInfo().username, value: VALUE, previous: null },
      { ...same, reviewer: 'Ada', value: dismissed, previous: VALUE },
    ])
    for (const { at } of rows) expect(at).toBeGreaterThanOrEqual(before)
    await review.decide([{ ...decision, value: null }])
  })
})

/** What the undo stack sends, against what the marks must then be. */
class Reviewer {
  readonly marks = new Map<string, Decision>()
  readonly #past: { done: Decision; undone: Decision }[] = []
  readonly #future: { done: Decision; undone: Decision }[] = []

  async decide(flag: Flag, change: Partial<VerdictValue>): Promise<void> {
    const { contentId, startPts, endPts, mark } = flag
    const at = { contentId, startPts, endPts, markId: mark?.id ?? randomUUID() }
    const done = { ...at, value: { ...VALUE, ...mark?.value, ...change } }
    const undone = this.marks.get(at.markId) ?? { ...at, value: null }
    this.#past.push({ done, undone })
    this.#future.length = 0
    await this.#send(done)
  }

  async undo(): Promise<void> {
    const step = this.#past.pop()
    if (!step) return
    this.#future.push(step)
    await this.#send(step.undone)
  }

  async redo(): Promise<void> {
    const step = this.#future.pop()
    if (!step) return
    this.#past.push(step)
    await this.#send(step.done)
  }

  async #send(decision: Decision): Promise<void> {
    await parts.review().decide([decision])
    if (decision.value) this.marks.set(decision.markId, decision)
    else this.marks.delete(decision.markId)
  }
}

function expectChain(): void {
  const rows = parts.database().prepare('SELECT * FROM audit ORDER BY id').all()
  let previous = ''
  for (const row of rows as Record<string, unknown>[]) {
    const { created_at, actor, action, subject, details_json, prev_hash, hash } = row
    expect(prev_hash).toBe(previous)
    const fields = [previous, created_at, actor, action, subject, details_json]
    expect(hash).toBe(auditHash(fields.map(String)))
    previous = String(hash)
  }
  expect(rows.length).toBeGreaterThan(0)
}

const action = fc.oneof(
  fc.record({ kind: fc.constant('undo' as const) }),
  fc.record({ kind: fc.constant('redo' as const) }),
  fc.record({
    kind: fc.constant('rule' as const),
    threshold: fc.constantFrom(0.3, 0.5, 0.7, 0.85, 0.99),
  }),
  fc.record({
    kind: fc.constant('decide' as const),
    flag: fc.nat(30),
    value: fc.record({ decision: fc.constantFrom('confirmed', 'dismissed', null) }),
  }),
)
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never

async function act(reviewer: Reviewer, step: Action): Promise<void> {
  if (step.kind === 'rule') return setThreshold(step.threshold)
  if (step.kind !== 'decide') return reviewer[step.kind]()
  const { flags } = await parts.review().flags()
  const flag = flags[step.flag % Math.max(1, flags.length)]
  if (flag) await reviewer.decide(flag, step.value)
}

describe('decisions, undo and redo under changing rules', () => {
  it('leave every mark as it was last decided, listed once, and the audit trail whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 14 }), async (steps) => {
        const reviewer = new Reviewer()
        await setThreshold(0.5)
        for (const step of steps) {
          await act(reviewer, step)
          const listed = (await parts.review().flags()).flags.flatMap(({ mark }) => mark ?? [])
          const expected = [...reviewer.marks.values()]
          expect(listed.map(({ id, value }) => [id, value]).sort()).toEqual(
            expected.map(({ markId, value }) => [markId, value]).sort(),
          )
        }
        expectChain()
        for (const decision of reviewer.marks.values())
          await parts.review().decide([{ ...decision, value: null }])
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})

describe('decisions about videos without scores', () => {
  it('are listed, and can be taken back', async () => {
    const review = parts.review()
    await setThreshold(0.5)
    const { flags } = await review.flags()
    const flag = flags.find(({ contentId }) => contentId === flags.at(-1)!.contentId)!
    const decision = decisionOn(flag, VALUE)
    await review.decide([decision])
    expect((await review.flags()).unscored).toEqual([])
    // What a power cut may do to scores, and what another default model amounts to.
    parts
      .database()
      .prepare(
        `UPDATE score_set SET complete = 0 WHERE feature_set_id IN
          (SELECT id FROM feature_set WHERE content_id = ?)`,
      )
      .run(flag.contentId)
    const list = await review.flags()
    expect(list.flags.some(({ contentId }) => contentId === flag.contentId)).toBe(false)
    expect(list.unscored).toMatchObject([
      { mark: { id: decision.markId, value: VALUE }, startSec: flag.startSec },
    ])
    expect(list.files.map(({ contentId }) => contentId)).toContain(flag.contentId)

    // Nor with another image tower, whose features were never computed.
    parts.database().prepare('UPDATE feature_set SET encoder = ?').run('another')
    expect((await review.flags()).unscored).toMatchObject([{ startSec: flag.startSec }])
    await review.decide([{ ...decision, value: null }])
    expect((await review.flags()).unscored).toEqual([])
  })
})
