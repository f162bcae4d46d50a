import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Core, createCore } from '#core/app/create-core.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { type AppServer, serveApp } from '#web/serve-app.ts'

const root = join(import.meta.dirname, '../..')
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const canRun = existsSync(CHROMIUM) && existsSync(join(root, 'out/renderer/index.html'))
if (!canRun) process.emitWarning('No Chromium or no build: the review app is not tested.')

describe.runIf(canRun)('the review app in a browser', () => {
  const folder = tempFolder()
  let core: Core
  let server: AppServer
  let browser: Browser
  let page: Page
  const foreign: string[] = []
  const faults: string[] = []

  beforeAll(async () => {
    core = createCore({
      libraryFolder: join(folder.path, 'library'),
      resourcesFolder: join(root, 'resources'),
      workerEntry: join(root, 'src/core/nn/session/worker.ts'),
      device: 'cpu',
      workers: 1,
      version: '0',
      runsQueue: true,
    })
    server = await serveApp(core, { rendererFolder: join(root, 'out/renderer'), port: 0 })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    page = await browser.newPage()
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') foreign.push(request.url())
    })
    page.on('pageerror', (error) => faults.push(error.message))
    await page.goto(server.link)
  })
  afterAll(async () => {
    await browser.close()
    await server.close()
    await core.close()
  })

  it('goes from nothing to flagged samples', async () => {
    await page.getByRole('button', { name: 'Try the sample videos' }).click()
    await page.getByText('Scanned', { exact: true }).nth(7).waitFor({ timeout: 60_000 })
    await page.getByText('Nothing to scan').waitFor()
    await page.getByText('Untrained model').waitFor()
  })

  it('shows no picture without its protection', async () => {
    const filters = await page.evaluate<string[]>(
      '[...document.images].map((picture) => getComputedStyle(picture).filter)',
    )
    expect(filters.length).toBeGreaterThan(0)
    for (const filter of filters) expect(filter).toMatch(/blur\(\d+px\) grayscale\(1\)/)
    await page.getByRole('button', { name: 'Review', exact: true }).click()
    await page.locator('video').waitFor()
    const look = '(({ muted }, { filter }) => [muted, filter])'
    const player = "document.querySelector('video')"
    const seen = await page.evaluate(`${look}(${player}, getComputedStyle(${player}))`)
    expect(seen).toEqual([true, expect.stringMatching(/blur\(\d+px\) grayscale\(1\)/)])
  })

  it('takes verdicts from the keyboard, stores each at once, and takes them back', async () => {
    const { flags } = await core.call('review.flags', {})
    expect(flags.length).toBeGreaterThan(3)
    const decided = async () =>
      (await core.call('review.flags', {})).flags.filter(({ mark }) => mark !== null).length
    for (let i = 1; i <= flags.length; i++) {
      await page.keyboard.press('KeyC')
      await expect.poll(decided).toBe(i)
      // The next flag is on screen once its video is open.
      await page.waitForTimeout(300)
    }
    await page.keyboard.press('Control+KeyZ')
    await expect.poll(decided).toBe(flags.length - 1)
  })

  it('asks for nothing beyond this machine, and has no fault', () => {
    expect(foreign).toEqual([])
    expect(faults).toEqual([])
  })
})
