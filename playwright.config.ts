import { defineConfig } from '@playwright/test'
import type { HostKind } from './e2e/launch.ts'
import { canLaunch } from './e2e/launch.ts'

if (!canLaunch())
  console.warn('No Chromium (CHROMIUM_PATH) or no build ("npm run build"): the app is not tested.')

// The same specs on both hosts: served to a browser, and as the desktop's own main process and preload.
export default defineConfig<{ host: HostKind }>({
  testDir: 'e2e',
  testMatch: canLaunch() ? '*.spec.ts' : [],
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
    { name: 'browser', use: { host: 'browser' }, testIgnore: 'desktop.spec.ts' },
    { name: 'desktop', use: { host: 'desktop' }, testIgnore: 'demo.spec.ts' },
  ],
})
