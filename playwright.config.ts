import { defineConfig } from '@playwright/test'
import { LEAVES_OUT_BROWSER } from './e2e/chromium.ts'
import type { HostKind } from './e2e/launch.ts'

if (LEAVES_OUT_BROWSER) console.warn('FLAGREEL_NO_BROWSER=1: the app itself is not tested.')

// What the page decides alone, whatever serves it. It is run in a browser, and on the desktop too with FLAGREEL_E2E=all.
const PAGE_ALONE = [
  'accessibility',
  'help',
  'large',
  'marks',
  'places',
  'reason-panel',
  'screens',
  'text-size',
  'timeline',
]
const onDesktopToo = process.env.FLAGREEL_E2E === 'all'

// The same specs on both hosts: served to a browser, and as the desktop's own main process and preload.
export default defineConfig<{ host: HostKind }>({
  testDir: 'e2e',
  testMatch: LEAVES_OUT_BROWSER ? [] : '*.spec.ts',
  globalSetup: './e2e/global-setup.ts',
  timeout: 120_000,
  // Slow machines decode, scan and draw on two cores at once.
  expect: { timeout: 15_000 },
  // One at a time: each has inference processes of its own.
  workers: 1,
  // A machine that does other work at the same time may miss a moment; what is broken fails twice.
  retries: 1,
  reporter: [['list']],
  outputDir: 'out/e2e',
  projects: [
    { name: 'browser', use: { host: 'browser' }, testIgnore: 'desktop*.spec.ts' },
    {
      name: 'desktop',
      use: { host: 'desktop' },
      testIgnore: ['demo', ...(onDesktopToo ? [] : PAGE_ALONE)].map((name) => `${name}.spec.ts`),
    },
  ],
})
