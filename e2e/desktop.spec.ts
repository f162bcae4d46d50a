import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScreenAnswer } from '#contract/screen.ts'
import { expect, test } from './fixtures.ts'
import { type DesktopControl, type RunningApp, SAMPLES, startStandIn } from './launch.ts'

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
    ['addDropped', 'call', 'cancel', 'chooseVideos', 'exportFlags', 'importModel', 'onShow'].concat(
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

test('gives its page nothing but the bridge, and allows it nothing', async ({ app }) => {
  const desktop = controlOf(app)
  test.skip(!desktop.isStandIn, 'Electron does not tell how it was set up.')
  const { preferences, allowed } = await desktop.guards()
  const { preload, ...rest } = preferences
  expect(preload).toMatch(/index\.cjs$/)
  // No other preference is set: whatever opens the page to more would have to be.
  expect(rest).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    spellcheck: false,
  })
  expect(allowed).toEqual({
    'will-navigate': false,
    'will-frame-navigate': false,
    'will-attach-webview': false,
    'window-open': false,
    'permission-request': false,
    'permission-check': false,
  })
})

/** Calls a channel as if the window showed another page, or as it does. */
function callAs(from: string | undefined, channel: string, given: unknown): string {
  const kind = channel === CANCEL ? 'send' : 'invoke'
  return `window.standInCall(${JSON.stringify({ kind, channel, args: [given], from })})`
}

const CANCEL = 'flagreel:cancel'

test('answers its own page only, whatever it is asked', async ({ app }) => {
  const desktop = controlOf(app)
  test.skip(!desktop.isStandIn, 'Electron shows no other page in this window.')
  const asked: readonly (readonly [string, unknown])[] = [
    ['flagreel:call', { id: 1, name: 'settings.get', input: {} }],
    ['flagreel:choose', 'files'],
    ['flagreel:add', [SAMPLES]],
    ['flagreel:import', { file: join(SAMPLES, SAMPLE) }],
    ['flagreel:reveal', 'data'],
    ['flagreel:export', { title: 'x', name: 'x', extension: 'csv' }],
  ]
  const others = ['https://example.org/', 'flagreel://app/', 'flagreel://app.example/index.html']
  const nearly = ['flagreel://app/index.html.example', 'file:///index.html', '']
  for (const from of [...others, ...nearly])
    for (const [channel, given] of asked) {
      const answer = await app.page.evaluate<ScreenAnswer>(callAs(from, channel, given))
      expect(answer, `${channel} from ${from}`).toMatchObject({
        ok: false,
        error: { message: 'Only the window of Flagreel may ask this.' },
      })
    }
  expect((await app.call('library.list', {})).entries).toEqual([])
  const touched = (await desktop.calls()).filter(([name]) => /^(dialog|shell)\./.test(name ?? ''))
  expect(touched).toEqual([])
  const [channel, given] = asked[0]!
  expect(await app.page.evaluate(callAs(undefined, channel, given))).toMatchObject({ ok: true })
})

test('is cancelled by its own page only', async ({ app }) => {
  const desktop = controlOf(app)
  test.skip(!desktop.isStandIn, 'Electron shows no other page in this window.')
  const cancelled = async () => (await desktop.calls()).filter(([name]) => name === 'core.cancel')
  const core = (await desktop.processes()).find(({ name }) => name === 'core')?.pid ?? 0
  process.kill(core, 'SIGSTOP') // so that the call is still running
  const call = callAs(undefined, 'flagreel:call', { id: 7, name: 'settings.get', input: {} })
  const answer = app.page.evaluate(call)
  await app.page.evaluate(callAs('https://example.org/', CANCEL, 7))
  await app.page.evaluate(callAs(undefined, CANCEL, 8)) // a call that there is not
  expect(await cancelled()).toEqual([])
  await app.page.evaluate(callAs(undefined, CANCEL, 7))
  expect(await cancelled()).toHaveLength(1)
  process.kill(core, 'SIGCONT')
  expect(await answer).toMatchObject({ ok: true })
})

test('is open once a library: another start of it ends at once', async ({ app, folder }) => {
  test.skip(!controlOf(app).isStandIn, 'Electron tests its own lock.')
  const start = (name: string) =>
    startStandIn({
      host: 'desktop',
      libraryFolder: join(folder, name),
      userData: join(folder, 'desktop'),
    })
  const again = start('library')
  let hasOpened = false
  again.once('message', () => {
    hasOpened = true
  })
  expect(await once(again, 'exit')).toEqual([0, null])
  expect(hasOpened).toBe(false)
  expect(await app.call('settings.get', {})).toMatchObject({ isSetUp: true })
  const another = start('another')
  await once(another, 'message')
  another.send({ ask: 'quit' })
  expect(await once(another, 'exit')).toEqual([0, null])
})

test('leads nowhere else, and opens once', async ({ app }) => {
  const { page } = app
  const desktop = controlOf(app)
  const url = page.url()
  const windows = page.context().pages().length
  await page.evaluate(`void window.open('http://127.0.0.1:9/')`)
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

test('has a menu in the person’s language that adds videos and shows settings and help', async ({
  app,
  folder,
}) => {
  const { page, call } = app
  const desktop = controlOf(app)
  await desktop.tell({ ask: 'menu', label: 'Settings…' })
  await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible()
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

  const third = await launch()
  expect(await controlOf(third).isMaximized()).toBe(false)
  await controlOf(third).tell({ ask: 'maximize' })
  await third.close()
  const fourth = await launch()
  expect(await controlOf(fourth).isMaximized()).toBe(true)
  await fourth.close()

  // The display it was on is gone.
  const kept = readdirSync(join(folder, 'desktop'), { recursive: true, encoding: 'utf8' })
  const file = join(folder, 'desktop', kept.find((name) => name.endsWith('window.json')) ?? '')
  const state = JSON.parse(readFileSync(file, 'utf8'))
  expect(state).toMatchObject({ isMaximized: true, bounds: { width: 1000 } })
  writeFileSync(file, JSON.stringify({ ...state, bounds: { ...state.bounds, x: 9000 } }))
  const last = await launch()
  expect(await size(last)).toEqual(usual)
  expect(await controlOf(last).isMaximized()).toBe(false)
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

test('starts the core again later and later, and holds what is asked meanwhile', async ({
  app,
}) => {
  const desktop = controlOf(app)
  const core = async () => (await desktop.processes()).find(({ name }) => name === 'core')?.pid
  const asked = () => app.call('settings.get', {}).then(({ isSetUp }) => isSetUp, String)
  const waits: number[] = []
  for (let death = 0; death < 3; death++) {
    const before = await core()
    await killCore(desktop)
    const start = performance.now()
    await expect.poll(core).not.toBe(before)
    expect(await asked()).toBe(true)
    waits.push(performance.now() - start)
  }
  expect(waits[1]).toBeGreaterThan(900)
  expect(waits[2]).toBeGreaterThan(3_900)
  expect((await desktop.calls()).some(([name]) => name === 'dialog.showMessageBox')).toBe(false)
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
