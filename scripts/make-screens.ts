/**
 * Renders the screens of the review app to docs/screens: `npm run build` first, Chromium needed. Look at every one.
 * Names of parts (`node scripts/make-screens.ts busy models`) render those only.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { findMediaTools } from '#core/media/tools.ts'
import { BIN, launchApp, type RunningApp, SAMPLES } from '#e2e/launch.ts'
import { makeSmallCheckpoint } from '#e2e/small-checkpoint.ts'

const { ffmpeg } = await findMediaTools()
const OUT = join(import.meta.dirname, '../docs/screens')
const HOME = '/home/ada'
const work = mkdtempSync(join(tmpdir(), 'flagreel-screens-'))
mkdirSync(OUT, { recursive: true })

const library = (name: string) => join(work, 'libraries', name)
const started: RunningApp[] = []

async function start(name: string): Promise<RunningApp> {
  const app = await launchApp({
    host: 'browser',
    libraryFolder: library(name),
    userData: join(work, 'desktop'),
    watch: (context) => void hidePaths(context),
  })
  started.push(app)
  return app
}

/** The pictures show folders of some person, not those of the machine that made them. */
const hidePaths = (context: BrowserContext) =>
  context.route('**/call', async (route) => {
    const response = await route.fetch({ timeout: 0 }).catch(() => undefined)
    if (!response) return
    const body = (await response.text()).replaceAll(work, HOME)
    await route.fulfill({ response, body }).catch(() => undefined)
  })

async function shoot(page: Page, name: string, settleMs = 700): Promise<void> {
  // Neither pointer nor focus lie where the steps to this screen left them.
  await page.mouse.move(2, 890)
  await page.evaluate('document.activeElement?.blur()')
  await page.waitForTimeout(settleMs)
  const whole = join(work, 'whole.png')
  await page.screenshot({ path: whole })
  // 256 colours are enough to look at, and a third of the bytes.
  const palette = 'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=sierra2_4a'
  execFileSync(ffmpeg, ['-v', 'error', '-y', '-i', whole, '-vf', palette, join(OUT, `${name}.png`)])
}

async function shootBoth({ page, call }: RunningApp, name: string): Promise<void> {
  await call('settings.set', { theme: 'dark' })
  await shoot(page, `${name}-dark`)
  await call('settings.set', { theme: 'light' })
  await shoot(page, name)
}

const open = (page: Page, screen: string) =>
  page.getByRole('button', { name: screen, exact: true }).first().click()

async function openReview(page: Page): Promise<void> {
  await open(page, 'Review')
  await page.locator('[data-surface=strip]').waitFor()
  await havePictures(page)
}

async function havePictures(page: Page): Promise<void> {
  await page.waitForTimeout(1500)
  await page.getByText('Pictures are being made').waitFor({ state: 'hidden', timeout: 60_000 })
}

async function setStandard({ call }: RunningApp): Promise<void> {
  const { protection } = await call('settings.get', {})
  await call('settings.set', { isSetUp: true, protection: { ...protection, mode: 'standard' } })
}

function copySamples(name: string): string {
  const footage = join(work, name)
  cpSync(SAMPLES, footage, { recursive: true, filter: (path) => !/\.(md|csv)$/.test(path) })
  return footage
}

/** A sample over and over: long enough to be seen being worked on. */
function loop(sample: string, times: number, path: string): void {
  const input = ['-stream_loop', String(times), '-i', join(SAMPLES, sample)]
  execFileSync(ffmpeg, ['-v', 'error', '-y', ...input, '-c', 'copy', path])
}

function scan(name: string, paths: readonly string[]): void {
  const args = ['--library', library(name), 'scan', ...paths, '--device', 'cpu']
  execFileSync(process.execPath, [BIN, ...args], { stdio: 'ignore' })
}

async function empty(): Promise<void> {
  const app = await start('empty')
  const { page, call } = app
  await shootBoth(app, 'first-run')
  await call('settings.set', { isSetUp: true })
  await shoot(page, 'library-empty')
  await open(page, 'Review')
  await shoot(page, 'review-empty')
  await app.close()
}

async function busy(): Promise<void> {
  const footage = copySamples('footage')
  const done = ['quay-vfr.mkv', 'street-night-29.97fps.mp4', 'yard-vp9.webm']
  scan(
    'busy',
    done.map((name) => join(footage, name)),
  )
  truncateSync(join(footage, 'crossing-50fps.mp4'), 300)
  loop('street-day-25fps.mp4', 60, join(footage, 'crossroads-day.mp4'))
  const app = await start('busy')
  const { page, call } = app
  await setStandard(app)
  await call('library.add', { paths: [footage] })
  await open(page, 'Library')
  await page
    .getByText(/^[1-9]\d* %$/)
    .first()
    .waitFor({ timeout: 60_000 })
  await shootBoth(app, 'library-busy')
  await page.getByRole('button', { name: 'Queue' }).click()
  await page.getByRole('region', { name: 'Failed' }).waitFor({ timeout: 30_000 })
  await shootBoth(app, 'queue')
  await app.close()
}

async function quiet(): Promise<void> {
  const footage = join(work, 'quiet')
  mkdirSync(footage)
  for (const name of ['crossing-50fps.mp4', 'gate-mpeg4.avi'])
    cpSync(join(SAMPLES, name), join(footage, name))
  scan('quiet', [footage])
  const app = await start('quiet')
  const { page, call } = app
  await setStandard(app)
  await open(page, 'Review')
  await shoot(page, 'review-no-flags')
  const { entries } = await call('library.list', {})
  const { contentId } = entries.find(({ name }) => name === 'gate-mpeg4.avi')!
  const derived = join(library('quiet'), 'derived', contentId!)
  mkdirSync(derived, { recursive: true })
  writeFileSync(join(derived, 'proxy.mp4'), 'no video')
  await open(page, 'Library')
  await page.getByRole('button', { name: 'gate-mpeg4.avi', exact: true }).click()
  await page.getByText('This video cannot be shown').waitFor()
  await page.locator('[data-surface=poster] img').waitFor()
  await shoot(page, 'review-player-failed')
  loop('gate-mpeg4.avi', 20, join(footage, 'gate-long-mpeg4.avi'))
  await call('library.add', { paths: [footage] })
  await open(page, 'Library')
  const long = page.getByRole('row').filter({ hasText: 'gate-long-mpeg4.avi' })
  await long.getByText('Scanned').waitFor({ timeout: 60_000 })
  await long.getByRole('button', { name: 'gate-long-mpeg4.avi', exact: true }).click()
  await page.locator('[data-surface=poster] img').waitFor()
  await page.getByText(/being made: [1-9]/).waitFor()
  await shoot(page, 'review-player-waiting')
  await app.close()
}

async function full(): Promise<void> {
  scan('full', [copySamples('cameras')])
  const app = await start('full')
  const { page, call } = app
  await call('settings.set', { isSetUp: true, theme: 'dark', reviewer: 'Ada' })
  await openReview(page)
  for (const key of ['KeyC', 'KeyN', 'KeyX', 'KeyN']) await page.keyboard.press(key)
  await page.waitForTimeout(800)
  await shoot(page, 'review-protected-dark')
  await setStandard(app)
  for (const key of ['Digit0', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight'])
    await page.keyboard.press(key)
  await havePictures(page)
  await shootBoth(app, 'review')
  await page.keyboard.press('Shift+Slash')
  await shootBoth(app, 'keys')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+KeyE')
  await shootBoth(app, 'export')
  await page.keyboard.press('Escape')
  await otherViews(app)
  for (const screen of ['Library', 'Help']) {
    await open(page, screen)
    await shootBoth(app, screen.toLowerCase())
  }
  await open(page, 'Settings')
  await page.setViewportSize({ width: 1000, height: 2400 })
  await shootBoth(app, 'settings')
  await call('settings.set', { language: 'de' })
  await shoot(page, 'settings-german')
  await app.close()
}

/** The review as others need it. */
async function otherViews({ page, call }: RunningApp): Promise<void> {
  await call('settings.set', { theme: 'contrast' })
  await shoot(page, 'review-contrast')
  await call('settings.set', { theme: 'light', textScale: 2 })
  await shoot(page, 'review-large-text')
  await call('settings.set', { textScale: 1, language: 'de' })
  await shoot(page, 'review-german')
  await page.setViewportSize({ width: 640, height: 900 })
  await shoot(page, 'review-narrow-german')
  await call('settings.set', { language: 'en' })
  await page.setViewportSize({ width: 1360, height: 900 })
}

async function models(): Promise<void> {
  const app = await start('models')
  const { page } = app
  await setStandard(app)
  await open(page, 'Models')
  await shootBoth(app, 'models')
  const checkpoints = join(work, 'checkpoints')
  mkdirSync(checkpoints)
  const broken = join(checkpoints, 'weights.pth')
  cpSync(join(SAMPLES, 'street-day-25fps.mp4'), broken)
  const importIt = page.getByRole('button', { name: 'Import', exact: true })
  await page.getByLabel('Checkpoint').setInputFiles(broken)
  await importIt.click()
  await page.getByRole('alert').waitFor()
  await shoot(page, 'models-import-failed')
  await page.getByLabel('Checkpoint').setInputFiles(makeSmallCheckpoint(checkpoints))
  await page.getByRole('combobox', { name: 'Trained on' }).selectOption('ucf')
  await page.getByRole('textbox', { name: 'Name (optional)' }).fill('Small crime')
  await importIt.click()
  await page.getByRole('progressbar').waitFor()
  // One of this size is over at once.
  await shoot(page, 'models-importing', 0)
  await page.getByRole('heading', { name: 'Small crime' }).waitFor({ timeout: 60_000 })
  await shootBoth(app, 'models-imported')
  await app.close()
}

const PARTS = { empty, busy, quiet, full, models }
const asked = process.argv.slice(2)
try {
  for (const [name, part] of Object.entries(PARTS))
    if (asked.length === 0 || asked.includes(name)) await part()
} finally {
  for (const app of started) await app.kill()
  rmSync(work, { recursive: true, force: true, maxRetries: 5 })
}
