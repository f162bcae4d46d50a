import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium, LEAVES_OUT_BROWSER, NO_CHROMIUM } from './chromium.ts'

/** No test of the app is passed over in silence: without a browser or a build, the run fails and says what to do. */
// biome-ignore lint/style/noDefaultExport: Playwright takes no other.
export default function requireBrowserAndBuild(): void {
  if (LEAVES_OUT_BROWSER) return
  if (!findChromium()) throw new Error(NO_CHROMIUM)
  if (!existsSync(join(import.meta.dirname, '../out/main/index.js')))
    throw new Error('The app is not built yet: run "npm run build" first.')
}
