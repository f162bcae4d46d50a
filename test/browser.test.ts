import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '..')
const folder = tempFolder()
const require = createRequire(import.meta.url)
const playwright = join(dirname(require.resolve('@playwright/test/package.json')), 'cli.js')

/** Where CHROMIUM_PATH names nothing, there is no browser, whatever the machine has. */
function without(words: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const { FLAGREEL_NO_BROWSER, NODE_OPTIONS, VITEST, ...rest } = process.env
  const env = { ...rest, CHROMIUM_PATH: join(folder.path, 'nothing'), ...more }
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: root,
    env,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

describe('where there is no Chromium, the tests of the app', () => {
  const output = `--output=${join(folder.path, 'output')}`
  const test = [playwright, 'test', '--pass-with-no-tests', output, 'e2e/help.spec.ts']

  it.each([[test], [['scripts/setup-browser.ts']]])('fail, and say what to do', (words) => {
    const { status, output } = without(words)
    expect(status).not.toBe(0)
    expect(output).toMatch(/none is found here\. Install Chrome, Edge or Chromium/)
  })

  it.each([[test], [['scripts/setup-browser.ts']]])(
    'are left out where that is asked for',
    (words) => {
      expect(without(words, { FLAGREEL_NO_BROWSER: '1' }).status).toBe(0)
    },
  )
})
