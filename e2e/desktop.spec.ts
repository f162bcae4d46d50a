import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import { type DesktopControl, type RunningApp, SAMPLES } from './launch.ts'

const SAMPLE = 'street-day-25fps.mp4'

function controlOf(app: RunningApp): DesktopControl {
  if (!app.desktop) throw new Error('This is no desktop app.')
  return app.desktop
}

test('adds what a dialog or a drop names, and nothing that the page names', async ({
  app,
  folder,
}) => {
  const { page, call } = app
  const desktop = controlOf(app)
  const videos = join(folder, 'videos')
  cpSync(join(SAMPLES, SAMPLE), join(videos, SAMPLE), { recursive: true })
  desktop.answerDialog([videos])
  await page.getByRole('button', { name: 'Add a folder…' }).click()
  await expect(page.getByRole('button', { name: SAMPLE, exact: true })).toBeVisible()
  const asked = (await desktop.calls()).find(([name]) => name === 'dialog.showOpenDialog')
  expect(asked?.[1]).toContain('dontAddToRecent')

  await expect(call('library.add', { paths: [videos] })).rejects.toThrow(/names no paths/)
  await expect(call('models.import', { file: '/etc/passwd' })).rejects.toThrow(/names no paths/)
  const dropped = await page.evaluate<{ ok: boolean }>(
    `window.flagreel.addDropped([Object.assign(new File([], 'x'), { standInPath: ${JSON.stringify(join(SAMPLES, 'yard-vp9.webm'))} })])`,
  )
  expect(dropped.ok).toBe(true)
  const madeUp = await page.evaluate<{ ok: boolean }>(
    `window.flagreel.addDropped([new File(['x'], '/etc/passwd')])`,
  )
  expect(madeUp.ok).toBe(false)
  expect((await call('library.list', {})).entries).toHaveLength(2)
})

test('gives pictures and videos by opaque id, with ranges', async ({ app }) => {
  const { page, call } = app
  await call('library.addSamples', {})
  const { entries } = await call('library.list', {})
  const id = entries.find(({ name }) => name === SAMPLE)?.contentId
  const fetched = (path: string, range?: string) =>
    page.evaluate<{ status: number; range: string | null; length: number }>(
      `fetch(${JSON.stringify(path)}, { headers: ${JSON.stringify(range ? { range } : {})} }).then(async (r) => ({
        status: r.status, range: r.headers.get('content-range'), length: (await r.arrayBuffer()).byteLength }))`,
    )
  const whole = await fetched(`media/${id}/original`)
  expect(whole.status).toBe(200)
  const part = await fetched(`media/${id}/original`, 'bytes=100-199')
  expect(part).toEqual({ status: 206, range: `bytes 100-199/${whole.length}`, length: 100 })
  expect((await fetched(`media/${id}/original`, 'bytes=999999999-')).status).toBe(416)
  expect((await fetched('media/../../etc/passwd')).status).toBe(404)
  expect((await fetched(`media/${id}/secret`)).status).toBe(400)
})

test('answers its own main frame only, and leads nowhere else', async ({ app }) => {
  const { page } = app
  const desktop = controlOf(app)
  // A frame of another origin in the window, as a page that slipped in would be.
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('iframe'), { name: 'guest' }))`,
  )
  const guest = page.frame('guest')
  const answer = await guest?.evaluate<{ ok: boolean; error: { message: string } }>(
    `window.standInCall({ kind: 'invoke', channel: 'flagreel:call', args: [{ id: 1, name: 'settings.get', input: {} }] })`,
  )
  expect(answer?.ok).toBe(false)
  expect(answer?.error.message).toContain('Only the window of Flagreel')
  await page.evaluate(`void window.open('https://example.org/')`)
  await page.waitForTimeout(300)
  expect(
    page
      .context()
      .pages()
      .some((each) => each.url().includes('example.org')),
  ).toBe(false)
  desktop.tell({ ask: 'second-instance' })
  await expect
    .poll(async () => (await desktop.calls()).some(([name]) => name === 'window.focus'))
    .toBe(true)
})

test('keeps its window’s place and its library over a restart', async ({ launch }) => {
  const first = await launch()
  await first.call('settings.set', { isSetUp: true, reviewer: 'Ada' })
  controlOf(first).tell({ ask: 'resize', bounds: { x: 40, y: 30, width: 1000, height: 700 } })
  await first.page.waitForTimeout(700)
  await first.close()
  const second = await launch()
  await expect(second.page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  expect((await second.call('settings.get', {})).reviewer).toBe('Ada')
  expect(await second.page.evaluate('[innerWidth, innerHeight]')).toEqual([1000, 700])
})

test('comes back when the core dies, and scans on', async ({ app }) => {
  const { page, call } = app
  await call('library.addSamples', {})
  await expect.poll(async () => (await call('queue.show', {})).counts.done).toBeGreaterThan(0)
  controlOf(app).tell({ ask: 'kill-core' })
  await expect
    .poll(async () => (await call('queue.show', {}).catch(() => null))?.counts.done, {
      timeout: 60_000,
    })
    .toBe(8)
  await expect(page.getByRole('cell', { name: 'Scanned' }).nth(7)).toBeVisible()
  await expect
    .poll(async () => (await controlOf(app).calls()).some(([name]) => name === 'notification'))
    .toBe(true)
})
