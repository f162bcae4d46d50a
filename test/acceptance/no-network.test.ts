import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { QueueState } from '#contract/library.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

// The built command, its server and its inference processes, where nothing beyond loopback can be reached unnoticed.

const root = join(import.meta.dirname, '../..')
const BIN = join(root, 'bin/flagreel.js')
const SAMPLES = join(root, 'resources/samples')
const SAMPLE = join(SAMPLES, 'street-day-25fps.mp4')
const folder = tempFolder()
const guard = pathToFileURL(join(import.meta.dirname, '../support/no-network.mjs')).href

function guarded(name: string) {
  const log = join(folder.path, `${name}.log`)
  const env = { ...process.env, NODE_OPTIONS: `--import=${guard}`, FLAGREEL_NETWORK_LOG: log }
  const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [])
  return {
    env,
    /** What was tried. */
    tried: () => lines().filter((line) => !line.startsWith('watched')),
    /** Processes that were watched. */
    watched: () => lines().filter((line) => line.startsWith('watched')),
  }
}

describe('the guard of these tests', () => {
  it.each([
    ['connect 192.0.2.1', `require('net').connect(80, '192.0.2.1').on('error', () => {})`],
    [
      'connect 192.0.2.1',
      `import('node:tls').then((t) => t.connect({ host: '192.0.2.1', port: 443 }))`,
    ],
    ['connect flagreel.example', `require('http').get('http://flagreel.example/')`],
    ['connect flagreel.example', `fetch('https://flagreel.example/')`],
    [
      'dns.lookup flagreel.example',
      `import('node:dns').then((d) => d.lookup('flagreel.example', () => {}))`,
    ],
    ['dns.resolve4 flagreel.example', `require('dns').promises.resolve4('flagreel.example')`],
    ['datagram send', `require('dgram').createSocket('udp4').send('x', 53, '192.0.2.1')`],
  ])('sees a %s', (line, code) => {
    const { env, tried } = guarded(`guard-${Math.random()}`)
    spawnSync(process.execPath, ['-e', code], { env, stdio: 'ignore' })
    expect(tried()).toContain(line)
  })
})

it('a scan opens no connection', () => {
  const { env, tried, watched } = guarded('scan')
  const library = ['--library', join(folder.path, 'scan')]
  const run = (...words: string[]) =>
    execFileSync(process.execPath, [BIN, ...library, ...words, '--json'], { env, stdio: 'pipe' })
  run('scan', SAMPLE, '--device', 'cpu')
  run('segments', 'list')
  run('models', 'list')
  run('doctor')
  expect(watched().filter((line) => line.includes('flagreel.js')).length).toBeGreaterThanOrEqual(4)
  expect(watched().some((line) => line.includes('inference-worker'))).toBe(true)
  expect(tried()).toEqual([])
})

it('a served app that scans and plays opens none either', async () => {
  const { env, tried, watched } = guarded('serve')
  const args = ['--library', join(folder.path, 'serve'), 'serve', '--device', 'cpu', '--json']
  const child = spawn(process.execPath, [BIN, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  const { link } = JSON.parse(String(line)) as { link: string }
  const opened = await fetch(link, { redirect: 'manual' })
  const headers = { cookie: opened.headers.get('set-cookie')!.split(';')[0]! }
  const call = async <T>(name: string, input: unknown = {}) => {
    const request = { method: 'POST', headers, body: JSON.stringify({ name, input }) }
    const response = await fetch(new URL('/call', link), request)
    return ((await response.json()) as { value: T }).value
  }
  await call('library.add', { paths: [SAMPLE] })
  const done = async () => (await call<QueueState>('queue.show')).counts.done
  await expect.poll(done, { timeout: 60_000 }).toBe(1)
  const { entries } = await call<{ entries: { contentId: string }[] }>('library.list')
  const [{ contentId } = { contentId: '' }] = entries
  for (const path of ['/', `/media/${contentId}/original`, `/media/${contentId}/poster`])
    expect((await fetch(new URL(path, link), { headers })).status, path).toBe(200)
  await call('review.flags')
  await call('doctor.report')
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(watched().some((each) => each.includes('inference-worker'))).toBe(true)
  expect(tried()).toEqual([])
})
