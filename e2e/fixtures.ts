import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, test as base, expect, type Locator } from '@playwright/test'
import { BIN, type HostKind, launchApp, ROOT, type RunningApp, SAMPLES } from './launch.ts'

interface Options {
  /** Where the app runs: set by the project. */
  readonly host: HostKind
  /** What the app starts with: nothing, or the samples, scanned. */
  readonly library: 'empty' | 'samples'
  /** A program without the built-in model is tried in a browser only. */
  readonly models: 'built-in' | 'none'
  /** What a browser's server is told; the desktop goes by the settings. */
  readonly device: 'cpu' | 'auto'
}

interface Shared {
  /**
   * A library with the samples, scanned once for all tests that want it. Its scores are then replaced by told ones: six
   * flags, three of them in one video, whatever the built-in model finds.
   */
  readonly scannedLibrary: string
}

interface Fixtures {
  /** A folder for this test alone. */
  readonly folder: string
  /** Starts the app on the test's library; again after `close` or `kill`, it is the same library. */
  readonly launch: () => Promise<RunningApp>
  /** Started, with the first run behind it. */
  readonly app: RunningApp
}

const TELL_SCORES = join(ROOT, 'test/support/tell-scores.ts')
const SCORES = join(import.meta.dirname, 'sample-scores.json')

export const test = base.extend<Fixtures & Options, Shared>({
  host: ['browser', { option: true }],
  library: ['empty', { option: true }],
  models: ['built-in', { option: true }],
  device: ['cpu', { option: true }],
  scannedLibrary: [
    // biome-ignore lint/correctness/noEmptyPattern: as below.
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'flagreel-e2e-samples-'))
      const args = ['--library', folder, 'scan', SAMPLES, '--device', 'cpu']
      execFileSync(process.execPath, [BIN, ...args], { stdio: 'ignore' })
      execFileSync(process.execPath, [TELL_SCORES, folder], { input: readFileSync(SCORES) })
      await use(folder)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'flagreel-e2e-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  launch: async ({ folder, host, library, models, device, scannedLibrary }, use) => {
    if (library === 'samples') cpSync(scannedLibrary, join(folder, 'library'), { recursive: true })
    const program = models === 'none' ? withoutModels(join(folder, 'program')) : undefined
    const apps: RunningApp[] = []
    const watched: (readonly string[])[] = []
    await use(async () => {
      const { faults, watch, stop, loads } = createWatch()
      watched.push(faults)
      const userData = join(folder, 'desktop')
      const libraryFolder = join(folder, 'library')
      const app = await launchApp({ host, libraryFolder, userData, watch, program, device })
      // Electron opens its window by itself, so a test may come late there.
      if (app.desktop?.isStandIn !== false) expect(loads()).toBeGreaterThan(0)
      const ending = (end: () => Promise<void>) => () => {
        stop()
        return end()
      }
      const watchedApp = { ...app, close: ending(app.close), kill: ending(app.kill) }
      apps.push(watchedApp)
      return watchedApp
    })
    for (const app of apps) await app.kill()
    expect(watched.flat()).toEqual([])
  },
  app: async ({ launch }, use) => {
    const app = await launch()
    await app.call('settings.set', { isSetUp: true })
    await app.page.getByRole('navigation', { name: 'Screens' }).waitFor()
    await use(app)
  },
})

/** The built program in a folder of its own, with the samples and no model. */
function withoutModels(folder: string): string {
  for (const part of ['bin', 'out/main', 'out/renderer', 'resources/samples', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return folder
}

/** Adds a folder as a person does in either host. */
export async function addVideos({ page, desktop }: RunningApp, path: string): Promise<void> {
  await page.getByRole('button', { name: 'Library', exact: true }).click()
  if (desktop) {
    await desktop.answerDialog([path])
    await page.getByRole('button', { name: 'Add a folder…' }).click()
  } else {
    await page.getByRole('textbox', { name: 'Folder or video' }).fill(path)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
  }
  await expect(page.getByText(/videos? found,/)).toBeVisible()
}

/** Drops files on a part of the page as a person does: with a real `DataTransfer`, and paths where the host knows them. */
export async function dropOn(
  { page, desktop }: RunningApp,
  target: Locator,
  paths: readonly string[],
) {
  await desktop?.givePaths(paths)
  await page.evaluate(`document.body.append(
    Object.assign(document.createElement('input'), { type: 'file', id: 'given', multiple: true }))`)
  await page.locator('#given').setInputFiles([...paths])
  const dataTransfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    const given = document.querySelector('#given')
    for (const file of given.files) transfer.items.add(file)
    given.remove()
    return transfer
  })()`)
  for (const type of ['dragenter', 'dragover', 'drop'])
    await target.dispatchEvent(type, { dataTransfer })
}

interface Watch {
  readonly faults: readonly string[]
  /** Pages that were seen to load. */
  loads(): number
  watch(context: BrowserContext): void
  stop(): void
}

/**
 * Errors of an app's pages, and addresses beyond this machine that they asked for: there are none, from the first load on
 * and whatever a test does. What a page says while its app is ended under it is not watched.
 */
function createWatch(): Watch {
  const faults: string[] = []
  let isEnding = false
  let loads = 0
  const note = (fault: string) => {
    if (!isEnding) faults.push(fault)
  }
  const noteAddress = (address: string) => {
    const { protocol, hostname } = new URL(address)
    if (/^(http|ws)/.test(protocol) && hostname !== '127.0.0.1') note(address)
  }
  return {
    faults,
    loads: () => loads,
    watch(context) {
      context.on('weberror', (error) => note(error.error().message))
      context.on('console', (message) => {
        const isFault = message.type() === 'error' && !/status of 4\d\d/.test(message.text())
        if (isFault) note(message.text())
      })
      context.on('request', (request) => {
        if (request.isNavigationRequest()) loads++
        noteAddress(request.url())
      })
      context.on('page', (page) => page.on('websocket', (socket) => noteAddress(socket.url())))
    },
    stop() {
      isEnding = true
    },
  }
}

export { expect }
