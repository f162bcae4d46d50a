import { cp, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { createCore } from '#core/app/create-core.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '../..')
const folder = tempFolder()
const core = createCore({
  libraryFolder: join(folder.path, 'library'),
  resourcesFolder: join(root, 'resources'),
  workerEntry: join(root, 'src/core/nn/session/worker.ts'),
  device: 'cpu',
  workers: 1,
  version: '0',
  runsQueue: true,
})
afterAll(() => core.close())

async function whenSettled() {
  for (let i = 0; i < 4000; i++) {
    const queue = await core.call('queue.show', {})
    if (queue.counts.queued + queue.counts.running === 0) return queue
    await sleep(50)
  }
  throw new Error('The batch does not end.')
}

// docs/review-requirements.md, 39.
it('finishes 99 of 100 files beside a corrupt one, tells why, and takes it when it is mended', async () => {
  const videos = join(folder.path, 'videos')
  for (let i = 0; i < 100; i++) {
    const grey = (40 + i * 2).toString(16).repeat(3)
    const options = { frames: 17, size: '64x64', source: `color=c=0x${grey}` }
    await makeVideo(videos, `${String(i).padStart(3, '0')}.mp4`, options)
  }
  const bad = join(videos, '042.mp4')
  await cp(bad, join(folder.path, 'good.mp4'))
  await truncate(bad, 400)
  expect(await core.call('library.add', { paths: [videos] })).toMatchObject({
    files: 100,
    queued: 100,
  })
  const queue = await whenSettled()
  expect(queue.counts).toMatchObject({ done: 99, failed: 1 })
  const [failed] = queue.jobs.filter(({ state }) => state === 'failed')
  expect(failed).toMatchObject({ name: '042.mp4', error: { code: 'bad-media' } })
  expect(failed!.error!.message).toMatch(/cut off|moov/)

  // Ignored, it is gone from the list; mended and looked at again, it comes back with its scan.
  await core.call('library.forget', { fileIds: [failed!.fileId!] })
  expect((await core.call('library.list', {})).entries).toHaveLength(99)
  await cp(join(folder.path, 'good.mp4'), bad)
  await core.call('library.add', { paths: [bad] })
  await whenSettled()
  const { entries } = await core.call('library.list', {})
  expect(entries.filter(({ scan }) => scan.state === 'scanned')).toHaveLength(100)
}, 600_000)
