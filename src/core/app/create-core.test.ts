import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeSyntheticLibrary } from '#test/support/synthetic-library.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { createCore } from './create-core.ts'
import { snippetsPerCall } from './parts.ts'

const folder = tempFolder()

const coreAt = (libraryFolder: string) =>
  createCore({
    libraryFolder,
    resourcesFolder: join(import.meta.dirname, '../../../resources'),
    workerEntry: join(import.meta.dirname, '../nn/session/worker.ts'),
    device: 'cpu',
    workers: 1,
    version: '0',
  })

it('an import takes a preset or a configuration, never one of two silently', async () => {
  const core = coreAt(join(folder.path, 'library'))
  const both = { file: 'x.pth', preset: 'ucf', config: 'x.json' } as const
  await expect(core.call('models.import', both)).rejects.toThrow(/exclude each other/)
  await core.close()
})

it('the doctor answers where the library cannot be opened', async () => {
  const core = coreAt(join(folder.save('no folder'), 'library'))
  const { ok, checks } = await core.call('doctor.report', {})
  await core.close()
  expect(ok).toBe(false)
  expect(checks.find(({ name }) => name === 'library')?.state).toBe('missing')
  expect(checks.find(({ name }) => name === 'ffmpeg')?.state).toBe('ok')
})

it.each([
  ['middle', 'centre', 4],
  ['mean-of-2', 'centre', 2],
  ['middle', 'five', 1],
  ['mean-of-16', 'ten', 1],
] as const)('a call has few images, whatever the recipe: %s, %s', (frames, crop, snippets) => {
  expect(snippetsPerCall({ frames, crop, resize: 'short-side-224-bicubic' }, 4)).toBe(snippets)
})

it('what was decided a moment before the end is stored', async () => {
  const libraryFolder = join(folder.path, 'decided')
  const scoreOf = (snippet: number) => (snippet > 8 && snippet < 16 ? 0.9 : 0.05)
  await makeSyntheticLibrary(libraryFolder, [{ name: 'a.mp4', snippets: 32, scoreOf }])
  const flagsOf = async () => {
    const core = coreAt(libraryFolder)
    const { flags } = await core.call('review.flags', {})
    await core.close()
    return flags
  }
  const [flag] = await flagsOf()
  const { contentId, startPts, endPts } = flag!
  const value = {
    ...{ decision: null, reason: null, class: null, note: 'at the gate', hasOwnRange: false },
  }
  const core = coreAt(libraryFolder)
  const at = { contentId, startPts, endPts, markId: randomUUID() }
  const decided = core.call('review.decide', { decisions: [{ ...at, value }] })
  await core.close()
  await decided
  expect((await flagsOf()).map(({ mark }) => mark?.value.note)).toEqual(['at the gate'])
})

it('a setting that is changed leaves the others, and is announced', async () => {
  const core = coreAt(join(folder.path, 'settings'))
  const events: unknown[] = []
  core.subscribe((event) => events.push(event))
  await core.call('settings.set', { reviewer: 'Ada' })
  const settings = await core.call('settings.set', { theme: 'dark' })
  await core.close()
  expect(settings).toMatchObject({ reviewer: 'Ada', theme: 'dark' })
  expect(events).toContainEqual({ type: 'changed', what: ['settings'] })
})

it.each([{ theme: 'neon' }, { unknown: 1 }, { review: { preRollSec: -1 } }])(
  'refuses the settings %o',
  async (change) => {
    const core = coreAt(join(folder.path, 'bad settings'))
    await expect(core.call('settings.set', change as never)).rejects.toMatchObject({
      code: 'bad-argument',
    })
    await core.close()
  },
)
