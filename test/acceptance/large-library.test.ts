import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createCore } from '#core/app/create-core.ts'
import { makeSyntheticLibrary } from '#test/support/synthetic-library.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const folder = tempFolder()
const cores: ReturnType<typeof createCore>[] = []
afterAll(() => Promise.all(cores.map((core) => core.close())))

async function libraryOf(count: number) {
  const libraryFolder = join(folder.path, String(count))
  const video = (index: number) => ({
    name: `${index}.mp4`,
    snippets: 4,
    scoreOf: (snippet: number) => (snippet === 1 && index % 3 === 0 ? 0.9 : 0.05),
  })
  await makeSyntheticLibrary(
    libraryFolder,
    Array.from({ length: count }, (_, index) => video(index)),
  )
  const resourcesFolder = join(import.meta.dirname, '../../resources')
  const core = createCore({ libraryFolder, resourcesFolder, workerEntry: '', version: '0' })
  cores.push(core)
  return core
}

/** The quickest of several: what else the machine does only ever adds. */
async function msOf(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const started = performance.now()
    await ask()
    times.push(performance.now() - started)
  }
  return Math.min(...times)
}

it('lists many videos in a time that grows with their number alone, and lets others in between', async () => {
  const [small, large] = [await libraryOf(300), await libraryOf(3000)]
  const list = (core: typeof small) => () => core.call('library.list', {})
  expect((await list(large)()).entries).toHaveLength(3000)
  const [few, many] = [await msOf(list(small)), await msOf(list(large))]
  expect(many / few).toBeLessThan(25)

  // A pause must not wait for a listing.
  const listing = list(large)()
  let turns = 0
  const timer = setInterval(() => {
    turns++
  }, 0)
  await listing
  clearInterval(timer)
  expect(turns).toBeGreaterThan(5)
})
