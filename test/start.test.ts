import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'

const root = join(import.meta.dirname, '..')
const folder = tempFolder()
const isLinux = process.platform === 'linux'

interface Started {
  readonly child: ChildProcess
  readonly output: () => string
  readonly code: Promise<number | null>
}

function start(args: readonly string[], env: NodeJS.ProcessEnv): Started {
  const { CI, DISPLAY, WAYLAND_DISPLAY, ...rest } = process.env
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), ...args], {
    env: { ...rest, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      text += part.toString('utf8')
    })
  const code = new Promise<number | null>((resolve) => child.on('exit', resolve))
  return { child, output: () => text, code }
}

async function servesUntilStopped({ child, output, code }: Started, why: RegExp): Promise<void> {
  await expect
    .poll(output, { timeout: 30_000 })
    .toMatch(/The review app is at http:\/\/127\.0\.0\.1:\d+\/open/)
  expect(output()).toMatch(why)
  expect(
    output()
      .split('\n')
      .filter((line) => why.test(line)),
  ).toHaveLength(1)
  child.kill('SIGTERM')
  await code
}

describe('npm start', () => {
  const library = ['--library', join(folder.path, 'library')]

  it('serves the app to a browser where Electron is not, and says so in a line', async () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: join(folder.path, 'nowhere') }
    await servesUntilStopped(start(library, env), /^Electron is not installed here/m)
  })

  it.runIf(isLinux)('and where there is no display', async () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: electronThatFails() }
    await servesUntilStopped(start(library, env), /^There is no display/m)
  })

  it.runIf(isLinux)('and where Electron ends before it opens', async () => {
    const env = { ELECTRON_OVERRIDE_DIST_PATH: electronThatFails(), DISPLAY: ':77' }
    const why =
      process.getuid?.() === 0 ? /^Electron does not run as root/m : /^The desktop app did/m
    await servesUntilStopped(start(library, env), why)
  })
})

it('npm run demo scans the samples and ends there when nothing is to be opened', async () => {
  const { output, code } = start(['--demo', '--no-open'], {})
  expect(await code).toBe(0)
  expect(output()).toMatch(/8 files: .* segments? flagged/)
  expect(output()).not.toContain('review app is at')
})

function electronThatFails(): string {
  const name = join(folder.path, 'electron')
  writeFileSync(name, '#!/bin/sh\nexit 3\n', { mode: 0o755 })
  return folder.path
}
