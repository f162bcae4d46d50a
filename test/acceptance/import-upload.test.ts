import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import { type Core, createCore } from '#core/app/create-core.ts'
import { goldenPath } from '#test/support/goldens.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { type AppServer, serveApp } from '#web/serve-app.ts'

const root = join(import.meta.dirname, '../..')
const folder = tempFolder()
/** Where uploads lie while they are imported. */
const uploads = join(folder.path, 'uploads')
const before = process.env.TMPDIR
let core: Core
let server: AppServer
let base: string
let cookie: string

beforeAll(async () => {
  mkdirSync(uploads)
  mkdirSync(join(folder.path, 'renderer'))
  process.env.TMPDIR = uploads
  core = createCore({
    libraryFolder: join(folder.path, 'library'),
    resourcesFolder: join(root, 'resources'),
    workerEntry: join(root, 'src/core/nn/session/worker.ts'),
    device: 'cpu',
    workers: 1,
    version: '0',
  })
  server = await serveApp(core, { rendererFolder: join(folder.path, 'renderer'), port: 0 })
  base = new URL(server.link).origin
  const opened = await fetch(server.link, { redirect: 'manual' })
  cookie = opened.headers.get('set-cookie')!.split(';')[0]!
})
afterAll(async () => {
  if (before === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = before
  await server.close()
  await core.close()
})

async function upload(query: string, body: Buffer<ArrayBuffer>): Promise<ScreenAnswer> {
  const request = { method: 'POST', body, headers: { cookie } }
  const response = await fetch(`${base}/import-model?${query}`, request)
  return (await response.json()) as ScreenAnswer
}

/** Sends less than it announces: what the server says, if it says anything. */
function beginUpload(announced: number, sent: Buffer) {
  const headers = { cookie, 'content-length': String(announced) }
  const request = httpRequest(`${base}/import-model?file=half.pth`, { method: 'POST', headers })
  const answer = new Promise<ScreenAnswer>((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve(JSON.parse(text) as ScreenAnswer))
    })
  })
  request.write(sent)
  return { request, answer }
}

const tiny = readFileSync(goldenPath('tiny-ucf/checkpoint.pth'))

describe('a checkpoint that a browser sends', () => {
  it('arrives whole, and is refused in the words of the import', async () => {
    const direct = await core
      .call('models.import', { file: goldenPath('tiny-ucf/checkpoint.pth'), preset: 'ucf' })
      .catch((error: Error) => error)
    const answer = await upload('file=mine.pth&preset=ucf', tiny)
    expect(answer).toMatchObject({ ok: false })
    if (answer.ok || !(direct instanceof FlagreelError)) throw new Error('It was imported.')
    // Too small for the preset: only a whole file gets that far.
    expect(answer.error.code).toBe(direct.code)
    expect(direct.message.length).toBeGreaterThan(20)
    // The same complaint about the same bytes, but for the name of the file.
    expect(answer.error.message.replace(/checkpoint(\.pth)?/g, '')).toBe(
      direct.message.replace(/checkpoint(\.pth)?/g, ''),
    )
    expect(readdirSync(uploads)).toEqual([])
  })

  it('needs to be one: nothing else is taken for a model', async () => {
    expect(await upload('preset=xd', Buffer.from('not a checkpoint'))).toMatchObject({
      ok: false,
      error: { code: 'bad-checkpoint' },
    })
    expect(await upload('preset=other', tiny)).toMatchObject({
      ok: false,
      error: { code: 'bad-argument' },
    })
    expect(readdirSync(uploads)).toEqual([])
  })

  it('is refused before it is sent when it is too large', async () => {
    const { request, answer } = beginUpload(5 * 1024 ** 3, Buffer.alloc(1000))
    expect(await answer).toMatchObject({
      ok: false,
      error: { code: 'bad-argument', message: expect.stringMatching(/half\.pth is larger/) },
    })
    request.destroy()
    expect(readdirSync(uploads)).toEqual([])
  })

  it('leaves nothing behind when the browser goes away', async () => {
    const { request, answer } = beginUpload(1_000_000, Buffer.alloc(100_000))
    answer.catch(() => undefined)
    await expect.poll(() => readdirSync(uploads)).toHaveLength(1)
    request.destroy()
    await expect.poll(() => readdirSync(uploads)).toEqual([])
    await sleep(50)
    expect(await upload('preset=other', tiny)).toMatchObject({ ok: false })
  })
})

function mountSmallDisk(at: string): boolean {
  mkdirSync(at)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const disk = join(folder.path, 'disk')
describe.runIf(mountSmallDisk(disk))('with a full temporary folder', () => {
  beforeAll(() => {
    process.env.TMPDIR = disk
  })
  afterAll(() => {
    process.env.TMPDIR = uploads
    execFileSync('umount', [disk])
  })

  it('is refused with the reason, although it is still being sent', async () => {
    expect(await upload('file=big.pth&preset=ucf', Buffer.alloc(24 * 1024 * 1024))).toMatchObject({
      ok: false,
      error: { code: 'disk', message: expect.stringMatching(/full: big\.pth/) },
    })
    expect(readdirSync(disk)).toEqual([])
  })
})
