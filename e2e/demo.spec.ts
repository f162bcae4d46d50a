import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { CHROMIUM, ROOT } from './launch.ts'
import { rows } from './open-review.ts'

/** What "npm run demo" runs after the build, where Electron is not. */
function demo(library: string): ChildProcess {
  const { CI, ...env } = process.env
  const args = [join(ROOT, 'scripts/start.mjs'), '--demo', '--library', library]
  return spawn(process.execPath, args, {
    env: { ...env, ELECTRON_OVERRIDE_DIST_PATH: join(library, 'nowhere') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function linkOf({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8')
      const link = /The review app is at (\S+)/.exec(text)?.[1]
      if (link) resolve(link)
    })
  })
}

test('the demo leads from its printed link to flags, without scanning anything again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagreel-demo-'))
  const child = demo(join(folder, 'library'))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    await page.goto(await linkOf(child))
    await expect(page.getByRole('heading', { name: 'Welcome to Flagreel' })).toBeVisible()
    await expect(page.getByText('8 videos of this library are scanned already')).toBeVisible()
    await expect(page.getByRole('radio', { name: /Protected/ })).toBeChecked()
    await page.getByRole('button', { name: 'Review what was flagged' }).click()
    await expect(rows({ page }).first()).toBeVisible()
    await expect(page.locator('video')).toBeVisible()
    await expect(page.getByRole('slider', { name: 'Playhead' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Queue' })).toContainText('Nothing to scan')
  } finally {
    await browser.close()
    child.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
})
