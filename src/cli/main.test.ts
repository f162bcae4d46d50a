import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goldenPath } from '#test/support/goldens.ts'
import { tinyConfig } from '#test/support/tiny-config.ts'
import { main } from './main.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-cli-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function run(...argv: readonly string[]) {
  const output = { stdout: new PassThrough(), stderr: new PassThrough() }
  const exitCode = await main(['--library', join(folder, 'library'), ...argv], output)
  const textOf = (stream: PassThrough) => String(stream.read() ?? '')
  return { exitCode, stdout: textOf(output.stdout), stderr: textOf(output.stderr) }
}

describe('asking for help', () => {
  it.each([[['--help']], [['scan', '--help']], [['help', 'models']], [['models', 'list', '-h']]])(
    '%j prints it on stdout, no line wider than a small terminal, and succeeds',
    async (argv) => {
      const { exitCode, stdout, stderr } = await run(...argv)
      expect(exitCode).toBe(0)
      expect(stdout).toMatch(/^Usage: flagreel/)
      expect(stderr).toBe('')
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
    },
  )
})

describe('a wrong command line', () => {
  it.each([
    [['scna', 'x'], /unknown command 'scna'\n\(Did you mean scan\?\)/],
    [['scan'], /missing required argument 'path'/],
    [['scan', ''], /is empty; a path was expected/],
    [['scan', '--device', 'tpu', 'x'], /Allowed choices are auto, cpu/],
    [['scan', '--threshold', '2', 'x'], /from 0 to 1/],
    [['--library', '', 'models', 'list'], /--library <folder>.* is empty/],
    [['models', 'import', 'x', '--preset', 'ucf', '--config', 'y'], /cannot be used with/],
    [['scores', 'show', 'x', '--json', '--csv'], /cannot be used with/],
    [['scores', 'show', 'x', '--per-frame'], /--per-frame goes with --csv/],
    [['export', '--format', 'csv', '--out', '-'], /for stdout there is "flagreel segments list/],
    [['models'], /^Usage: flagreel models/],
  ])('%j fails with the reason on stderr', async (argv, reason) => {
    const { exitCode, stdout, stderr } = await run(...argv)
    expect(exitCode).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(reason)
  })
})

describe('a scan that finds no video', () => {
  it('says how folders are searched, and is no failure', async () => {
    const { exitCode, stdout, stderr } = await run('scan', folder, '--exclude', '*')
    expect(exitCode).toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^No video files were found in ".*flagreel-cli-.*"\.$/m)
  })
})

it('a list of nothing says whether anything was scanned', async () => {
  const { exitCode, stderr } = await run('segments', 'list')
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/^No video has scores of this model yet\. Scan first: flagreel scan/)
})

it('a reader that closes the pipe early is no failure', async () => {
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
  })
  const output = { stdout, stderr: new PassThrough() }
  expect(await main(['--library', join(folder, 'library'), 'models', 'list'], output)).toBe(0)
  expect(output.stderr.read()).toBeNull()
})

it('a result on a terminal begins where the progress was', async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80 })
  const config = join(folder, 'tiny.json')
  await writeFile(config, JSON.stringify(tinyConfig('tiny-ucf')))
  const importing = ['models', 'import', goldenPath('tiny-ucf/checkpoint.pth'), '--config', config]
  const output = { stdout: terminal, stderr: terminal }
  expect(await main(['--library', join(folder, 'library'), ...importing], output)).toBe(0)
  const text = String(terminal.read())
  expect(text).toMatch(/importing: /)
  expect(text.slice(0, text.indexOf('Imported ')).endsWith('\r\x1b[J')).toBe(true)
})
