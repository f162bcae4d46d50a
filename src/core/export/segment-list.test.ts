import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SegmentList } from '#contract/results.ts'
import { segmentsCsv, segmentsJson } from './segment-list.ts'
import { writeWholeFile } from './write-whole-file.ts'

const list: SegmentList = {
  model: { id: 'toy', name: 'Toy', training: 'untrained', note: 'untrained' },
  mode: 'rule',
  rule: {
    threshold: 0.5,
    release: 0.4,
    mergeGapSec: 1,
    minLengthSec: 0.5,
    paddingSec: 0,
    classThresholds: {},
  },
  segments: [
    {
      file: '/videos/=cmd,"x"\n.mp4',
      contentId: 'abc',
      class: 'fighting',
      classScore: 0.25,
      score: 0.75,
      startFrame: 16,
      endFrame: 48,
      startSec: 0.64,
      endSec: 1.92,
      verdict: null,
      runnerUp: { class: 'riot', classScore: 0.125 },
      margin: 0.125,
      model: 'toy',
      precision: 'fp32',
      training: 'untrained',
      key: 'abc@16:48',
      modelClass: { class: 'riot', classScore: 0.5 },
      source: 'segment',
      hasOwnRange: false,
      reason: null,
      note: '=HYPERLINK("http://example.org"), "now"\r\nand later',
      reviewer: '@Ada',
      startPts: 16,
      endPts: 48,
      timeBase: { num: 1, den: 25 },
    },
  ],
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-export-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('segment lists', () => {
  it('are CSV with a title row and one row a segment', () => {
    const text = segmentsCsv(list)
    // Two line ends of rows, and one inside a quoted cell.
    expect(text.split('\r\n')).toHaveLength(4)
    expect(text.split('\r\n')[0]).toBe(
      'file,content_id,class,class_score,score,start_frame,end_frame,start_sec,end_sec,verdict,' +
        'runner_up,runner_up_score,margin,model,precision,training,' +
        'key,model_class,model_class_score,source,reason,note,reviewer',
    )
    expect(text).toContain(
      '"/videos/=cmd,""x""\n.mp4",abc,fighting,0.25,0.75,16,48,0.64,1.92,,riot,0.125,0.125,toy,fp32,untrained,' +
        `abc@16:48,riot,0.5,segment,,"'=HYPERLINK(""http://example.org""), ""now""\r\nand later",'@Ada\r\n`,
    )
  })

  it('are JSON that names its schema and its model', () => {
    const parsed = JSON.parse(segmentsJson(list, new Date(0)))
    expect(parsed).toMatchObject({
      schema: 'flagreel.segments/1',
      exportedAt: '1970-01-01T00:00:00.000Z',
      model: { training: 'untrained' },
    })
    expect(parsed.segments).toEqual(list.segments)
  })
})

describe('writeWholeFile', () => {
  it('never replaces a file unasked, and leaves nothing half-written', async () => {
    const path = join(folder, 'flags.csv')
    await writeWholeFile(path, 'one', { overwrite: false })
    await expect(writeWholeFile(path, 'two', { overwrite: false })).rejects.toThrow(/exists/)
    expect(await readFile(path, 'utf8')).toBe('one')
    await writeWholeFile(path, 'two', { overwrite: true })
    expect(await readFile(path, 'utf8')).toBe('two')
    expect(await readdir(folder)).toEqual(['flags.csv'])
  })

  it('replaces nothing but files', async () => {
    for (const [path, what] of [
      [folder, /is a folder/],
      ['/dev/null', /a pipe or a device/],
    ] as const)
      await expect(writeWholeFile(path, 'x', { overwrite: true })).rejects.toThrow(what)
  })

  it('says which folder is missing, and reports a full disk', async () => {
    const inMissing = join(folder, 'none', 'flags.csv')
    await expect(writeWholeFile(inMissing, 'x', { overwrite: false })).rejects.toThrow(
      /folder .*none does not exist/,
    )
    await writeFile(join(folder, 'file'), '')
    const below = join(folder, 'file', 'flags.csv')
    await expect(writeWholeFile(below, 'x', { overwrite: false })).rejects.toMatchObject({
      code: 'disk',
    })
  })
})
