// Sees to a Chromium for the tests of the app: one that is there, else Debian's, else Playwright's own.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { findChromium, LEAVES_OUT_BROWSER, NO_CHROMIUM } from '#e2e/chromium.ts'

const DOWNLOAD_TIMEOUT_MS = 10 * 60_000

function run(command: string, args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(command, args, { env, timeout: DOWNLOAD_TIMEOUT_MS, stdio: ['ignore', 'ignore', 2] })
}

const isRoot = process.getuid?.() === 0
const playwright = dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json'))
const ways = [
  () => {
    if (!isRoot || !existsSync('/usr/bin/apt-get')) return
    run('apt-get', ['update', '-qq'])
    // Ubuntu's package of this name is a snap, and nothing without snapd: the next way follows then.
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
  },
  () => {
    const needs = isRoot && process.platform === 'linux' ? ['--with-deps'] : []
    run(process.execPath, [join(playwright, 'cli.js'), 'install', ...needs, 'chromium'])
  },
]

if (!LEAVES_OUT_BROWSER) {
  // One that was named is not replaced by another.
  if (!process.env.CHROMIUM_PATH)
    for (const install of ways) {
      if (findChromium()) break
      console.log('tests: no Chromium found; trying to install one')
      install()
    }
  if (!findChromium()) {
    console.error(`tests: ${NO_CHROMIUM}`)
    process.exitCode = 1
  }
}
