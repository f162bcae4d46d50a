import { mkdir, writeFile } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Playback } from '#contract/playback.ts'
import { type Core, createCore } from '#core/app/create-core.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { type AppServer, serveApp } from '#web/serve-app.ts'

const root = join(import.meta.dirname, '../..')
const folder = tempFolder()
const renderer = join(folder.path, 'renderer')
let core: Core
let server: AppServer
let base: string
let cookie: string

beforeAll(async () => {
  await mkdir(renderer, { recursive: true })
  await writeFile(join(renderer, 'index.html'), '<!doctype html><title>app</title>')
  await writeFile(join(folder.path, 'secret.txt'), 'not yours')
  core = createCore({
    libraryFolder: join(folder.path, 'library'),
    resourcesFolder: join(root, 'resources'),
    workerEntry: join(root, 'src/core/nn/session/worker.ts'),
    device: 'cpu',
    workers: 1,
    version: '0',
  })
  server = await serveApp(core, { rendererFolder: renderer, port: 0 })
  base = new URL(server.link).origin
  const opened = await fetch(server.link, { redirect: 'manual' })
  cookie = opened.headers.get('set-cookie')!.split(';')[0]!
})
afterAll(async () => {
  await server.close()
  await core.close()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(base + path, { headers: { cookie, ...headers } })

async function call(
  name: string,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<{ value?: unknown; status?: number }> {
  const body = JSON.stringify({ name, input })
  const response = await fetch(`${base}/call`, {
    method: 'POST',
    body,
    headers: { cookie, ...headers },
  })
  return response.ok
    ? ((await response.json()) as { value?: unknown })
    : { status: response.status }
}

/** fetch sets Host itself. */
function statusWithHost(host: string): Promise<number> {
  return new Promise((done, failed) => {
    const headers = { cookie, host }
    const request = httpRequest(`${base}/`, { headers }, (answer: IncomingMessage) => {
      answer.resume()
      done(answer.statusCode ?? 0)
    })
    request.on('error', failed).end()
  })
}

/** What comes of a connection to an address. */
function connection(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 })
    const end = (how: string) => {
      socket.destroy()
      resolve(how)
    }
    socket.once('connect', () => end('connected'))
    socket.once('timeout', () => end('timeout'))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}

/** Other addresses of this machine. All of 127/8 is loopback on Linux. */
function otherAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const own = all.filter(({ scopeid }) => !scopeid).map(({ address }) => address)
  const more = process.platform === 'linux' ? ['127.0.0.2'] : []
  return [...own.filter((address) => address !== '127.0.0.1'), ...more]
}

describe('the server', () => {
  it('listens on loopback, and on no other address of this machine', async () => {
    const listen = vi.spyOn(Server.prototype, 'listen')
    const another = await serveApp(core, { rendererFolder: renderer, port: 0 })
    const address = (listen.mock.contexts[0] as Server).address()
    listen.mockRestore()
    const port = Number(new URL(another.link).port)
    expect(address).toEqual({ address: '127.0.0.1', family: 'IPv4', port })
    expect(await connection('127.0.0.1', port)).toBe('connected')
    for (const host of otherAddresses())
      expect(await connection(host, port), host).not.toBe('connected')
    await another.close()
  })

  it('keeps its link when somebody only looks at it', async () => {
    const another = await serveApp(core, { rendererFolder: renderer, port: 0 })
    const open = (method: string) => fetch(another.link, { method, redirect: 'manual' })
    for (const method of ['HEAD', 'POST', 'OPTIONS']) {
      const answer = await open(method)
      expect([answer.status, answer.headers.get('set-cookie')], method).toEqual([403, null])
    }
    expect((await open('GET')).status).toBe(303)
    expect((await open('GET')).status).toBe(403)
    await another.close()
  })

  it('opens its link once, and nothing without it', async () => {
    expect((await fetch(`${base}/`)).status).toBe(403)
    expect((await fetch(server.link, { redirect: 'manual' })).status).toBe(403)
    expect((await fetch(`${base}/open?token=guess`, { redirect: 'manual' })).status).toBe(403)
    expect(await (await get('/')).text()).toContain('<title>app</title>')
  })

  it('answers to its own address only, and to no other page', async () => {
    expect(await statusWithHost('evil.example')).toBe(403)
    expect(await statusWithHost(new URL(base).host)).toBe(200)
    expect((await get('/', { origin: 'http://evil.example' })).status).toBe(403)
    expect((await get('/', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(await call('settings.get', {}, { origin: 'http://evil.example' })).toEqual({
      status: 403,
    })
  })

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '//etc/hostname'])(
    'has no file at %s',
    async (path) => {
      const answer = await get(path)
      expect([403, 404]).toContain(answer.status)
      expect(await answer.text()).not.toContain('not yours')
    },
  )

  it('forbids a page everything but itself', async () => {
    const { headers } = await get('/')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/)
    expect(headers.get('content-security-policy')).toMatch(/connect-src 'self'/)
    expect(headers.get('content-security-policy')).not.toMatch(/blob:|data:|unsafe|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('carries calls and errors, and refuses what is not for screens', async () => {
    expect(await call('settings.get', {})).toMatchObject({ ok: true, value: { theme: 'system' } })
    expect(await call('review.open', { contentId: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    // A page has the bytes of a checkpoint, not its place.
    const given = { file: join(folder.path, 'secret.txt'), vocabulary: '/etc/passwd' }
    expect(await call('models.import', given)).toEqual({
      ok: false,
      error: { code: 'bad-argument', message: expect.stringMatching(/names no checkpoint/) },
    })
    for (const name of [
      'scan.run',
      'export.write',
      'export.verify',
      'detect.run',
      '__proto__',
      'toString',
    ])
      expect(await call(name, {})).toMatchObject({ ok: false, error: { code: 'bad-argument' } })
  })

  it('tells of changes', async () => {
    const stop = new AbortController()
    const response = await fetch(`${base}/events`, { headers: { cookie }, signal: stop.signal })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    await call('settings.set', { theme: 'dark' })
    const { value } = await reader.read()
    expect(value).toBe('data: {"type":"changed","what":["settings"]}\n\n')
    stop.abort()
  })
})

describe('videos', () => {
  const videos = join(folder.path, 'videos')
  const ids = new Map<string, string>()

  beforeAll(async () => {
    await mkdir(videos)
    await makeVideo(videos, 'plays.mp4', { frames: 60 })
    await makeVideo(videos, 'needs-proxy.avi', { frames: 60 })
    await core.call('library.add', { paths: [videos] })
    const { entries } = await core.call('library.list', {})
    for (const { name, contentId } of entries) ids.set(name, contentId!)
  })

  it('are sent in ranges, by id', async () => {
    const path = `/media/${ids.get('plays.mp4')}/original`
    const whole = Buffer.from(await (await get(path)).arrayBuffer())
    const part = await get(path, { range: 'bytes=10-19' })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${whole.length}`)
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 20))
    expect((await get(path, { range: `bytes=${whole.length}-` })).status).toBe(416)
    expect(part.headers.get('content-type')).toBe('video/mp4')
  })

  it('are described without being sent', async () => {
    const path = `/media/${ids.get('plays.mp4')}/original`
    const { length } = Buffer.from(await (await get(path)).arrayBuffer())
    const look = async (headers: Record<string, string> = {}) => {
      const answer = await fetch(base + path, { method: 'HEAD', headers: { cookie, ...headers } })
      const named = ['content-length', 'content-range', 'accept-ranges', 'content-type']
      const body = (await answer.arrayBuffer()).byteLength
      return [answer.status, body, ...named.map((name) => answer.headers.get(name))]
    }
    expect(await look()).toEqual([200, 0, String(length), null, 'bytes', 'video/mp4'])
    expect(await look({ range: 'bytes=10-19' })).toEqual([
      206,
      0,
      '10',
      `bytes 10-19/${length}`,
      'bytes',
      'video/mp4',
    ])
    expect((await fetch(base + path, { method: 'HEAD' })).status).toBe(403)
  })

  it.each([
    '/media/x/original',
    '/media/../secret.txt',
    '/media/x/original/../../secret',
    '/media/',
  ])('are not reached by %s', async (path) =>
    expect((await get(path)).status).toBeGreaterThanOrEqual(400),
  )

  it('have pictures, made when they are asked for', async () => {
    for (const kind of ['poster', 'strip/0', 'still/12']) {
      const answer = await get(`/media/${ids.get('plays.mp4')}/${kind}`)
      expect(answer.headers.get('content-type'), kind).toBe('image/jpeg')
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect(bytes.subarray(0, 2).toString('hex')).toBe('ffd8')
    }
    expect((await get(`/media/${ids.get('plays.mp4')}/strip/7`)).status).toBe(404)
  })

  it('that Chromium cannot play get a proxy', async () => {
    const contentId = ids.get('needs-proxy.avi')!
    const look = async () => (await call('playback.open', { contentId })).value as Playback
    expect(await look()).toMatchObject({ source: 'proxy' })
    for (let i = 0; i < 200 && (await look()).state === 'making'; i++) await sleep(100)
    expect(await look()).toMatchObject({ source: 'proxy', state: 'ready', error: null })
    const answer = await get(`/media/${contentId}/proxy`, { range: 'bytes=0-99' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([206, 'video/mp4'])
    expect((await call('playback.open', { contentId: ids.get('plays.mp4') })).value).toMatchObject({
      source: 'original',
      state: 'ready',
      strip: { sheets: 1, stepSec: 1 },
    })
  })
})
