import { stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { type Core, createCore } from '#core/app/create-core.ts'
import { goldenPath } from '#test/support/goldens.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { tinyConfig } from '#test/support/tiny-config.ts'

/** Seconds since 1970. */
const WHEN = 1_700_000_000
const root = join(import.meta.dirname, '../..')
const folder = tempFolder()
const core: Core = createCore({
  libraryFolder: join(folder.path, 'library'),
  resourcesFolder: join(root, 'resources'),
  workerEntry: join(root, 'src/core/nn/session/worker.ts'),
  device: 'cpu',
  workers: 1,
  version: '0',
  runsQueue: true,
})
afterAll(() => core.close())

/** The reference checkpoint as a model with so many of its classes: the image tower is the same in each. */
async function importWith(classes: number): Promise<string> {
  const config = tinyConfig('tiny-ucf')
  const path = join(folder.path, `${classes}.json`)
  const labels = config.labels.slice(0, classes)
  await writeFile(path, JSON.stringify({ ...config, name: `${classes} classes`, labels }))
  const file = goldenPath('tiny-ucf/checkpoint.pth')
  return (await core.call('models.import', { file, config: path })).id
}

async function scanAll(): Promise<void> {
  const { entries } = await core.call('library.list', {})
  await core.call('library.scan', { fileIds: entries.map(({ fileId }) => fileId) })
  for (let i = 0; i < 400; i++) {
    const { counts } = await core.call('queue.show', {})
    if (counts.queued + counts.running === 0) return
    await sleep(50)
  }
  throw new Error('The queue did not come to an end.')
}

const states = async () =>
  (await core.call('library.list', {})).entries.map(({ scan }) => scan.state)

it('scores a video with another model of the same image tower without decoding it', async () => {
  const [all, some] = [await importWith(5), await importWith(3)]
  const video = await makeVideo(folder.path, 'one.mp4', { frames: 80 })
  await utimes(video, WHEN, WHEN)
  await core.call('models.default', { model: all })
  await core.call('library.add', { paths: [video] })
  await scanAll()
  expect(await states()).toEqual(['scanned'])
  const builtIn = (await core.call('models.list', {})).find(({ origin }) => origin === 'built-in')!
  expect(await core.call('models.impact', { model: all })).toEqual({ rescore: 0, rescan: 0 })
  expect(await core.call('models.impact', { model: some })).toEqual({ rescore: 1, rescan: 0 })
  expect(await core.call('models.impact', { model: builtIn.id })).toEqual({ rescore: 0, rescan: 1 })

  // Nothing is left that could be decoded, and nothing tells that the file is another one.
  await writeFile(video, Buffer.alloc((await stat(video)).size))
  await utimes(video, WHEN, WHEN)
  await core.call('models.default', { model: some })
  expect(await states()).toEqual(['stale'])
  await scanAll()
  expect(await states()).toEqual(['scanned'])
  expect((await core.call('review.flags', {})).model).toMatchObject({
    id: some,
    labels: { length: 3 },
  })
  expect(await core.call('models.impact', { model: some })).toEqual({ rescore: 0, rescan: 0 })

  await core.call('models.default', { model: builtIn.id })
  await scanAll()
  expect(await states()).toEqual(['failed'])
})
