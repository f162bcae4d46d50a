import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Flag, VerdictValue } from '#contract/review.ts'
import { type Core, createCore } from '#core/app/create-core.ts'
import { auditHash } from '#core/review/verdict-store.ts'
import { openDatabase } from '#core/storage/open-database.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '../..')
const folder = tempFolder()
const libraryFolder = join(folder.path, 'library')
let core: Core

const open = () =>
  createCore({
    libraryFolder,
    resourcesFolder: join(root, 'resources'),
    workerEntry: join(root, 'src/core/nn/session/worker.ts'),
    device: 'cpu',
    workers: 1,
    version: '0',
  })

beforeAll(async () => {
  core = open()
  await core.call('scan.run', { paths: [join(root, 'resources/samples')] })
})
afterAll(() => core.close())

const CONFIRMED: VerdictValue = {
  ...{ decision: 'confirmed', reason: null, class: null, note: '', hasOwnRange: false },
}

const decisionOn = ({ contentId, startPts, endPts }: Flag, value: VerdictValue | null) => ({
  ...{ contentId, startPts, endPts, value, markId: randomUUID() as string },
})

async function flagsNow(): Promise<readonly Flag[]> {
  return (await core.call('review.flags', {})).flags
}

describe('review of the samples', () => {
  it('lists the flags that the terminal lists', async () => {
    const { segments } = await core.call('segments.list', {})
    const flags = await flagsNow()
    expect(segments.length).toBeGreaterThan(3)
    const short = (each: { startFrame: number; endFrame: number; class: string }) =>
      [each.startFrame, each.endFrame, each.class].join(' ')
    expect(flags.map(short).sort()).toEqual(segments.map(short).sort())
  })

  it('gives the terminal and exports what was decided', async () => {
    const [flag] = (await core.call('review.flags', {})).flags
    const decision = decisionOn(flag!, CONFIRMED)
    await core.call('review.decide', { decisions: [decision] })
    const { segments } = await core.call('segments.list', {})
    const found = segments.filter(({ verdict }) => verdict !== null)
    expect(found.map(({ contentId, startSec, verdict }) => [contentId, startSec, verdict])).toEqual(
      [[flag!.contentId, flag!.startSec, 'confirmed']],
    )
    await core.call('review.decide', { decisions: [{ ...decision, value: null }] })
  })

  it('opens a video with the numbers that its flags come from', async () => {
    const [flag] = await flagsNow()
    const video = await core.call('review.open', { contentId: flag!.contentId })
    const prob2 = new Float32Array(Buffer.from(video.prob2, 'base64').buffer.slice(0))
    const bytes = Buffer.from(video.startPts, 'base64')
    expect(bytes.length).toBe(8 * video.snippets)
    expect(Buffer.from(video.prob2, 'base64').length).toBe(4 * video.snippets)
    expect(Buffer.from(video.classProbabilities, 'base64').length).toBe(
      4 * video.snippets * video.model.labels.length,
    )
    expect(prob2.length).toBeGreaterThan(0)
    expect(video).toMatchObject({ isPresent: true, model: { training: 'demonstration' } })
  })

  it('keeps a decision over a restart and another rule, and lists it when its segment is gone', async () => {
    const [flag] = await flagsNow()
    await core.call('settings.set', { reviewer: 'Ada' })
    const decision = decisionOn(flag!, CONFIRMED)
    await core.call('review.decide', { decisions: [decision] })
    await core.close()
    core = open()
    const again = (await flagsNow()).find(({ mark }) => mark?.id === decision.markId)
    expect(again).toMatchObject({ source: 'segment', mark: { reviewer: 'Ada', value: CONFIRMED } })

    const { model } = await core.call('review.flags', {})
    const rules = { [model.id]: { ...model.rule, minLengthSec: 3600 } }
    await core.call('settings.set', { rules })
    const alone = await flagsNow()
    expect(alone.map(({ source, mark }) => [source, mark?.id])).toEqual([['mark', decision.markId]])
    await core.call('settings.set', { rules: {} })
    expect((await flagsNow()).find(({ mark }) => mark)?.source).toBe('segment')
  })

  it('takes a decision back and keeps its history', async () => {
    const flag = (await flagsNow()).find(({ mark }) => mark === null)!
    const decision = decisionOn(flag, CONFIRMED)
    await core.call('review.decide', { decisions: [decision] })
    await core.call('review.decide', { decisions: [{ ...decision, value: null }] })
    expect((await flagsNow()).some(({ mark }) => mark?.id === decision.markId)).toBe(false)
    const history = await core.call('review.history', { markId: decision.markId })
    expect(history.map(({ value, previous }) => [value, previous])).toEqual([
      [CONFIRMED, null],
      [null, CONFIRMED],
    ])
    expect(history[0]).toMatchObject({ reviewer: 'Ada', rule: { classThresholds: {} } })
  })

  it('tells what was seen', async () => {
    const flag = (await flagsNow()).find(({ isSeen }) => !isSeen)!
    const { contentId, startPts, endPts } = flag
    await core.call('review.seen', { ranges: [{ contentId, startPts, endPts }] })
    const after = (await flagsNow()).find(
      (each) => each.contentId === contentId && each.startPts === startPts,
    )
    expect(after?.isSeen).toBe(true)
  })

  it('writes all decisions of a call or none', async () => {
    const [flag] = await flagsNow()
    const good = decisionOn(flag!, CONFIRMED)
    const outside = { ...decisionOn(flag!, CONFIRMED), endPts: 2 ** 50 }
    await expect(core.call('review.decide', { decisions: [good, outside] })).rejects.toThrow(
      /not inside the video/,
    )
    expect(await core.call('review.history', { markId: good.markId })).toEqual([])
  })

  it.each([
    ['an unknown content', { contentId: 'nothing' }, /no scores/],
    ['an empty range', { startPts: 5, endPts: 5 }, /not inside/],
    ['an unknown class', { value: { ...CONFIRMED, class: 'dragons' } }, /no class "dragons"/],
  ])('refuses %s', async (_what, change, message) => {
    const [flag] = await flagsNow()
    const decision = { ...decisionOn(flag!, CONFIRMED), ...change }
    await expect(core.call('review.decide', { decisions: [decision] })).rejects.toThrow(message)
  })

  it('refuses a mark of another content', async () => {
    const flags = await flagsNow()
    const other = flags.find(({ contentId }) => contentId !== flags[0]!.contentId)!
    const first = decisionOn(flags[0]!, CONFIRMED)
    await core.call('review.decide', { decisions: [first] })
    const second = { ...decisionOn(other, CONFIRMED), markId: first.markId }
    await expect(core.call('review.decide', { decisions: [second] })).rejects.toThrow(/belongs to/)
  })

  it('chains the audit trail, a row a call', async () => {
    const db = openDatabase(join(libraryFolder, 'library.sqlite'))
    const rows = db.prepare('SELECT * FROM audit ORDER BY id').all() as Record<string, string>[]
    db.close()
    expect(rows.length).toBeGreaterThan(2)
    rows.forEach((row, i) => {
      expect(row.prev_hash).toBe(i === 0 ? '' : rows[i - 1]!.hash)
      const fields = [row.prev_hash, row.created_at, row.actor, row.action, row.subject]
      expect(row.hash).toBe(auditHash([...fields.map(String), String(row.details_json)]))
    })
  })
})
