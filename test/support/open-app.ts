import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { type Core, createCore } from '#core/app/create-core.ts'
import { serveApp } from '#web/serve-app.ts'

const root = join(import.meta.dirname, '../..')
export const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Whether the built app can be looked at here. Says so when it cannot. */
export function canOpenApp(): boolean {
  const can = existsSync(CHROMIUM) && existsSync(join(root, 'out/renderer/index.html'))
  if (!can) process.emitWarning('No Chromium or no build: the review app is not tested.')
  return can
}

export interface OpenApp {
  readonly core: Core
  readonly page: Page
  /** Addresses beyond this machine that were asked for: none, ever. */
  readonly foreign: readonly string[]
  /** Errors of the page, those of its console included. */
  readonly faults: readonly string[]
  close(): Promise<void>
}

export interface AppOptions {
  readonly size?: { readonly width: number; readonly height: number }
  /** Leaves the questions of the first run unanswered. */
  readonly isFirstRun?: boolean
}

/** The review app as `flagreel serve` serves it, in a real browser. */
export async function openApp(libraryFolder: string, options: AppOptions = {}): Promise<OpenApp> {
  const core = createCore({
    libraryFolder,
    resourcesFolder: join(root, 'resources'),
    workerEntry: join(root, 'src/core/nn/session/worker.ts'),
    device: 'cpu',
    workers: 1,
    version: '0',
    runsQueue: true,
  })
  if (!options.isFirstRun) await core.call('settings.set', { isSetUp: true })
  const server = await serveApp(core, { rendererFolder: join(root, 'out/renderer'), port: 0 })
  const browser: Browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox'],
  })
  const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 900 } })
  const foreign: string[] = []
  const faults: string[] = []
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') foreign.push(request.url())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text())
  })
  await page.goto(server.link)
  return {
    ...{ core, page, foreign, faults },
    async close() {
      await browser.close()
      await server.close()
      await core.close()
    },
  }
}

/** Waits until nothing of the library is left to scan. */
export async function untilScanned(core: Core, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const { entries } = await core.call('library.list', {})
    const open = entries.filter(({ scan }) => scan.state === 'queued' || scan.state === 'running')
    if (entries.length > 0 && open.length === 0) return
    if (Date.now() > end) throw new Error(`${open.length} videos are still not scanned.`)
    await new Promise((wait) => setTimeout(wait, 100))
  }
}
