import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from './fixtures.ts'
import { ROOT } from './launch.ts'
import { rows } from './open-review.ts'
import { electronBinary } from './real-electron.ts'

test('opens no connection beyond loopback, nor does what it starts', async ({ launch, folder }) => {
  test.skip(electronBinary() !== undefined, 'Electron itself takes no such guard.')
  const guard = pathToFileURL(join(ROOT, 'test/support/no-network.mjs')).href
  const log = join(folder, 'network.log')
  const { NODE_OPTIONS = '' } = process.env
  const guarded = { NODE_OPTIONS: `${NODE_OPTIONS} --import=${guard}`, FLAGREEL_NETWORK_LOG: log }
  Object.assign(process.env, guarded)
  const app = await launch().finally(() => {
    Object.assign(process.env, { NODE_OPTIONS, FLAGREEL_NETWORK_LOG: '' })
  })
  await app.call('settings.set', { isSetUp: true })
  await app.call('library.addSamples', {})
  await expect
    .poll(async () => (await app.call('queue.show', {})).counts.done, { timeout: 60_000 })
    .toBe(8)
  await app.page.getByRole('button', { name: 'Review', exact: true }).click()
  await expect(rows(app).first()).toBeVisible()
  await app.call('doctor.report', {})
  await app.close()
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  for (const name of ['index', 'core', 'inference-worker'])
    expect(lines.some((line) => line.startsWith(`watched ${name}`))).toBe(true)
  expect(lines.filter((line) => !line.startsWith('watched'))).toEqual([])
})
