// Renders the screens of the review app to docs/screens: `npm run build` first, Chromium needed. Look at every one.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { findMediaTools } from '#core/media/tools.ts'
import { BIN, launchApp, type RunningApp, SAMPLES } from '#e2e/launch.ts'

const { ffmpeg } = await findMediaTools()
const OUT = join(import.meta.dirname, '../docs/screens')
const work = mkdtempSync(join(tmpdir(), 'flagreel-screens-'))
mkdirSync(OUT, { recursive: true })

const start = (name: string) =>
  launchApp({ host: 'browser', libraryFolder: join(work, name), userData: join(work, 'desktop') })

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(700)
  const whole = join(work, 'whole.png')
  await page.screenshot({ path: whole })
  // 256 colours are enough to look at, and a third of the bytes.
  const palette = 'split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none'
  execFileSync(ffmpeg, ['-v', 'error', '-y', '-i', whole, '-vf', palette, join(OUT, `${name}.png`)])
}

const open = (page: Page, screen: string) =>
  page.getByRole('button', { name: screen, exact: true }).first().click()

async function openReview(page: Page): Promise<void> {
  await open(page, 'Review')
  await page.locator('[data-surface=strip]').waitFor()
}

async function empty(): Promise<void> {
  const app = await start('empty')
  await shoot(app.page, 'first-run')
  await app.call('settings.set', { isSetUp: true })
  await shoot(app.page, 'library-empty')
  await open(app.page, 'Review')
  await shoot(app.page, 'review-empty')
  await app.close()
}

async function busy(): Promise<void> {
  const videos = join(work, 'videos')
  cpSync(SAMPLES, videos, { recursive: true })
  truncateSync(join(videos, 'crossing-50fps.mp4'), 300)
  const app = await start('busy')
  await app.call('settings.set', { isSetUp: true })
  await app.call('library.add', { paths: [videos] })
  await app.page.getByRole('button', { name: 'Queue' }).click()
  await app.page.getByRole('region', { name: 'Failed' }).waitFor({ timeout: 30_000 })
  await shoot(app.page, 'library-busy-failed')
  await app.close()
}

async function full(): Promise<void> {
  execFileSync(process.execPath, [BIN, '--library', join(work, 'full'), 'scan', SAMPLES], {
    stdio: 'ignore',
  })
  const app = await start('full')
  const { page, call } = app
  await call('settings.set', { isSetUp: true, theme: 'dark', reviewer: 'Ada' })
  await shoot(page, 'library-dark')
  await openReview(page)
  await page.keyboard.press('KeyC')
  await page.keyboard.press('KeyN')
  await page.keyboard.press('KeyX')
  await page.waitForTimeout(800)
  await shoot(page, 'review-protected-dark')
  await setStandard(app)
  await page.keyboard.press('Digit0')
  await shoot(page, 'review-dark')
  await call('settings.set', { theme: 'light' })
  await shoot(page, 'review')
  await page.keyboard.press('Shift+Slash')
  await shoot(page, 'keys')
  await page.keyboard.press('Escape')
  for (const screen of ['Library', 'Models', 'Settings', 'Help']) {
    await open(page, screen)
    await shoot(page, screen.toLowerCase())
  }
  await openReview(page)
  await call('settings.set', { theme: 'contrast' })
  await shoot(page, 'review-contrast')
  await call('settings.set', { theme: 'light', textScale: 2 })
  await shoot(page, 'review-large-text')
  await call('settings.set', { textScale: 1, language: 'de' })
  await page.setViewportSize({ width: 640, height: 900 })
  await shoot(page, 'review-narrow-german')
  await app.close()
}

async function setStandard({ call }: RunningApp): Promise<void> {
  const { protection } = await call('settings.get', {})
  await call('settings.set', { protection: { ...protection, mode: 'standard' } })
}

await empty()
await busy()
await full()
rmSync(work, { recursive: true, force: true })
