import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import { type DesktopControl, type RunningApp, SAMPLES } from './launch.ts'

const SAMPLE = 'street-day-25fps.mp4'

function controlOf({ desktop }: RunningApp): DesktopControl {
  if (!desktop) throw new Error('This is no desktop app.')
  return desktop
}

const done = async ({ call }: RunningApp) =>
  (await call('queue.show', {}).catch(() => null))?.counts.done

async function killCore(desktop: DesktopControl): Promise<void> {
  for (const { name, pid } of await desktop.processes())
    if (name === 'core') process.kill(pid, 'SIGKILL')
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Processes whose command line names a folder. Linux tells. */
function processesWith(folder: string): readonly string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const command = readFileSync(join('/proc', pid, 'cmdline'), 'utf8')
      return command.includes(folder) ? [command.replaceAll('\0', ' ')] : []
    } catch {
      return [] // no process, or one that has just ended
    }
  })
}

test('opens under a policy that allows nothing but itself', async ({ app }) => {
  const { page } = app
  // Whatever it complains of is found by the fixture, which listens by now.
  await page.reload()
  await page.getByRole('navigation', { name: 'Screens' }).waitFor()
  const policy = (path: string) =>
    page.evaluate<string>(
      `fetch(${JSON.stringify(path)}).then((r) => r.headers.get('content-security-policy'))`,
    )
  for (const path of ['index.html', 'nothing-here'])
    expect(await policy(path)).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
  expect(await page.evaluate('typeof require + typeof process')).toBe('undefinedundefined')
  expect(await page.evaluate('Object.keys(window.flagreel).sort()')).toEqual(
    ['addDropped', 'call', 'cancel', 'chooseVideos', 'exportFlags', 'importModel', 'onHelp'].concat(
      ['reveal', 'subscribe'],
    ),
  )
})

test('adds what a dialog or a drop names, and nothing that the page names', async ({
  app,
  folder,
}) => {
  const { page, call } = app
  const desktop = controlOf(app)
  const videos = join(folder, 'videos')
  cpSync(join(SAMPLES, SAMPLE), join(videos, SAMPLE), { recursive: true })
  await desktop.answerDialog([videos])
  await page.getByRole('button', { name: 'Add a folder…' }).click()
  await expect(page.getByRole('button', { name: SAMPLE, exact: true })).toBeVisible()
  const asked = (await desktop.calls()).find(([name]) => name === 'dialog.showOpenDialog')
  expect(asked?.[1]).toContain('dontAddToRecent')

  await expect(call('library.add', { paths: [videos] })).rejects.toThrow(/names no paths/)
  await expect(call('models.import', { file: '/etc/passwd' })).rejects.toThrow(/names no paths/)
  await expect(call('scan.run' as 'queue.show', {})).rejects.toThrow(/nothing that the window/)

  const dropped = join(SAMPLES, 'yard-vp9.webm')
  await desktop.givePaths([dropped])
  await page.evaluate(`document.body.append(
    Object.assign(document.createElement('input'), { type: 'file', id: 'given' }))`)
  await page.locator('#given').setInputFiles(dropped)
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    transfer.items.add(document.querySelector('#given').files[0])
    return transfer
  })()`)
  const target = page.getByRole('button', { name: SAMPLE, exact: true })
  for (const type of ['dragenter', 'dragover', 'drop'])
    await target.dispatchEvent(type, { dataTransfer: transfer })
  await expect(page.getByRole('button', { name: 'yard-vp9.webm', exact: true })).toBeVisible()

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

test('answers its own main frame only', async ({ app }) => {
  test.skip(!controlOf(app).isStandIn, 'Electron gives a frame no way to try.')
  // A frame in the window, as a page that slipped in would be. Opened by our page, it has our page's address.
  await app.page.evaluate(
    `document.body.append(Object.assign(document.createElement('iframe'), { name: 'guest' }))`,
  )
  await app.page.evaluate(`void document.querySelector('[name=guest]').contentDocument.open()`)
  const guest = app.page.frame('guest')
  expect(await guest?.evaluate('location.href')).toBe(app.page.url())
  const answer = await guest?.evaluate<{ ok: boolean; error: { message: string } }>(
    `window.standInCall({ kind: 'invoke', channel: 'flagreel:call', args: [{ id: 1, name: 'settings.get', input: {} }] })`,
  )
  expect(answer?.ok).toBe(false)
  expect(answer?.error.message).toContain('Only the window of Flagreel')
})

test('leads nowhere else, and opens once', async ({ app }) => {
  const { page } = app
  const desktop = controlOf(app)
  const url = page.url()
  const windows = page.context().pages().length
  await page.evaluate(`void window.open('https://example.org/')`)
  await page.evaluate(`location.assign('media/elsewhere')`)
  await page.evaluate(`document.body.append(Object.assign(document.createElement('a'), {
    id: 'away', href: 'index.html?again', textContent: 'away' }))`)
  await page.locator('#away').dispatchEvent('click')
  await page.waitForTimeout(500)
  expect(page.url()).toBe(url)
  await expect(page.locator('#away')).toBeAttached() // It is still the same document.
  expect(page.context().pages()).toHaveLength(windows)

  await desktop.tell({ ask: 'second-instance' })
  await expect
    .poll(async () => (await desktop.calls()).some(([name]) => name === 'window.focus'))
    .toBe(true)
})

test('has a menu in the person’s language that adds videos and shows the help', async ({
  app,
  folder,
}) => {
  const { page, call } = app
  const desktop = controlOf(app)
  await desktop.tell({ ask: 'menu', label: 'Help and keys' })
  await expect(page.getByRole('heading', { name: 'Help', exact: true })).toBeVisible()
  await call('settings.set', { language: 'de' })
  const menus = async () => (await desktop.calls()).filter(([name]) => name === 'menu').at(-1)?.[1]
  if (desktop.isStandIn) await expect.poll(menus).toContain('Hilfe')
  const videos = join(folder, 'videos')
  cpSync(join(SAMPLES, SAMPLE), join(videos, SAMPLE), { recursive: true })
  await desktop.answerDialog([videos])
  await expect(async () => {
    await desktop.tell({ ask: 'menu', label: 'Ordner hinzufügen…' })
    expect((await call('library.list', {})).entries).toHaveLength(1)
  }).toPass()
})

test('keeps its window’s place and its library over a restart', async ({ launch, folder }) => {
  const size = ({ page }: RunningApp) => page.evaluate('[innerWidth, innerHeight]')
  const first = await launch()
  await first.call('settings.set', { isSetUp: true, reviewer: 'Ada' })
  const usual = await size(first)
  await controlOf(first).tell({
    ask: 'resize',
    bounds: { x: 40, y: 30, width: 1000, height: 700 },
  })
  await first.page.waitForTimeout(700)
  await first.close()
  const second = await launch()
  await expect(second.page.getByRole('navigation', { name: 'Screens' })).toBeVisible()
  expect((await second.call('settings.get', {})).reviewer).toBe('Ada')
  expect(await size(second)).toEqual([1000, 700])
  await second.close()

  // The display it was on is gone.
  const kept = readdirSync(join(folder, 'desktop'), { recursive: true, encoding: 'utf8' })
  const file = join(folder, 'desktop', kept.find((name) => name.endsWith('window.json')) ?? '')
  const state = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, JSON.stringify({ ...state, bounds: { ...state.bounds, x: 9000 } }))
  expect(await size(await launch())).toEqual(usual)
})

test('comes back when the core dies, and scans on', async ({ app, folder }) => {
  test.setTimeout(240_000)
  const { page, call } = app
  const desktop = controlOf(app)
  const videos = join(folder, 'videos')
  cpSync(SAMPLES, videos, { recursive: true })
  await desktop.answerDialog([videos])
  await page.getByRole('button', { name: 'Add a folder…' }).click()
  await expect.poll(() => done(app), { timeout: 60_000 }).toBeGreaterThan(0)
  const before = await desktop.processes()
  expect(before.map(({ name }) => name)).toContain('inference-worker')
  const asked = call('doctor.report', {}).catch((error: Error) => error.message)
  await killCore(desktop)
  expect(await asked).toContain('has ended')
  // None of what it had goes on without it.
  await expect.poll(() => before.filter(({ pid }) => lives(pid))).toEqual([])
  await expect.poll(() => done(app), { timeout: 150_000 }).toBe(8)
  await expect(page.getByRole('gridcell', { name: 'Scanned' }).nth(7)).toBeVisible()
  await expect
    .poll(async () => (await desktop.calls()).some(([name]) => name === 'notification'))
    .toBe(true)
  const progress = (await desktop.calls()).filter(([name]) => name === 'window.setProgressBar')
  expect(progress.length).toBeGreaterThan(1)
  expect(progress.at(-1)?.[1]).toBe('-1')
  const told = (await desktop.calls()).filter(([name]) => name === 'notification').flat()
  expect(told.join(' ')).not.toMatch(/\.(mp4|webm|avi|mkv|mov)/)
})

test('says when the core keeps ending, and starts it when it is asked to', async ({ app }) => {
  const desktop = controlOf(app)
  const boxes = async () =>
    (await desktop.calls()).filter(([name]) => name === 'dialog.showMessageBox')
  await expect(async () => {
    await killCore(desktop)
    expect(await boxes()).toHaveLength(1)
  }).toPass({ intervals: [500] })
  expect((await boxes())[0]?.[1]).toContain('cannot scan or store')
  await expect(app.call('settings.get', {})).rejects.toThrow(/keeps ending/)
  await desktop.tell({ ask: 'answer-message', button: 0 })
  await expect
    .poll(() => app.call('settings.get', {}).then(({ isSetUp }) => isSetUp, String))
    .toBe(true)
})

test('ends with everything that it started', async ({ app, folder }) => {
  const { page } = app
  const desktop = controlOf(app)
  const videos = join(folder, 'videos')
  cpSync(SAMPLES, videos, { recursive: true })
  await desktop.answerDialog([videos])
  await page.getByRole('button', { name: 'Add a folder…' }).click()
  const workers = async () =>
    (await desktop.processes()).filter(({ name }) => name === 'inference-worker')
  await expect.poll(async () => (await workers()).length).toBeGreaterThan(0)
  const before = await desktop.processes()
  await app.close()
  expect(before.filter(({ pid }) => lives(pid))).toEqual([])
  await expect.poll(() => processesWith(folder)).toEqual([])
})
