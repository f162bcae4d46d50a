import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findMediaTools } from '#core/media/tools.ts'
import { sampleExport, sampleFlag, sampleSource } from '#test/support/export-samples.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import type { SourcePorts } from './find-sources.ts'
import { type ClipDesk, describePlan, firstName } from './make-clips.ts'

const folder = tempFolder()
const source = sampleSource()
const flags = (['fighting', 'riot', 'fighting'] as const).map((label, index) => {
  const startPts = index * 90_000
  const range = { startPts, endPts: startPts + 45_000 }
  const flag = sampleFlag(source, { ...range, class: label, classScore: 0.5 + 0.1 * index })
  return { flag, startFrame: 25 * index, endFrame: 25 * index + 12 }
})
const { list } = sampleExport([{ source, flags }])

it('cuts nothing by time stamps that name two places', async () => {
  const sources = {
    isReplaced: () => false,
    clockOf: () => ({ ...source, framePts: () => [0, 3600, 7200, 0, 3600] }),
  } as Partial<SourcePorts> as SourcePorts
  const desk: ClipDesk = {
    ...{ tools: findMediaTools, sources, signal: new AbortController().signal },
    ...{ onProgress: () => undefined, onPlanned: () => undefined },
  }
  const plan = await describePlan({ list, options: {}, folder: join(folder.path, 'new') }, desk)
  expect(plan.clips).toEqual([])
  expect(plan.failures).toEqual([
    { file: source.path, message: expect.stringContaining('begin anew') },
  ])
})

it('names a reel by each of its classes with its own score', () => {
  const name = '{name}_{class}_{score}'
  expect(firstName(list, { reel: true, name })).toBe('cam_fighting+riot_0.70+0.60')
  expect(firstName(list, { name })).toBe('cam_fighting_0.50')
})
