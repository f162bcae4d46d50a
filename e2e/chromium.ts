import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'

/** What tells the tests that this machine shall do without a browser. */
export const LEAVES_OUT_BROWSER = process.env.FLAGREEL_NO_BROWSER === '1'

export const NO_CHROMIUM =
  'The app is tested in a Chromium, and none is found here. Install Chrome, Edge or Chromium, or run ' +
  '"npx playwright install chromium", or name one with CHROMIUM_PATH. FLAGREEL_NO_BROWSER=1 leaves these tests out.'

/**
 * Chromium for the tests: the one that CHROMIUM_PATH names and no other, or what the system has, or Playwright's own. The
 * system's come first, because Playwright's own has no H.264.
 */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH
  if (named) return existsSync(named) ? named : undefined
  return [...systemPlaces(), chromium.executablePath()].find((place) => place && existsSync(place))
}

function systemPlaces(): readonly string[] {
  if (process.platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  if (process.platform === 'win32') {
    const { PROGRAMFILES, LOCALAPPDATA } = process.env
    const folders = [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA]
    const names = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe']
    return folders.flatMap((folder) => (folder ? names.map((name) => join(folder, name)) : []))
  }
  const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
  return [...names.map((name) => `/usr/bin/${name}`), '/snap/bin/chromium']
}
