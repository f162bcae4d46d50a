import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withoutPrivileges } from '#test/support/without-privileges.ts'
import { type CrawlOptions, crawl } from './crawl.ts'
import { printableName } from './path-problem.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'flagreel-crawl-'))
  chmodSync(folder, 0o755)
})

afterEach(() => rmSync(folder, { recursive: true }))

function touch(...paths: (string | Buffer)[]): void {
  for (const path of paths) {
    if (typeof path === 'string') mkdirSync(dirname(join(folder, path)), { recursive: true })
    const full = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path as string)])
    writeFileSync(full, '')
  }
}

async function found(paths = [folder], options: CrawlOptions = {}): Promise<string[]> {
  const entries: string[] = []
  for await (const entry of crawl(paths, options)) {
    const path = relative(folder, entry.path)
    entries.push(entry.kind === 'file' ? path : `! ${path} ${entry.error.code}`)
  }
  return entries
}

describe('what a walk takes', () => {
  it.each([
    {
      rule: 'videos in natural order, subfolders among them',
      tree: ['clip 10.mp4', 'clip 2.MKV', 'clip 3/b.avi', 'clip 3/a.webm', 'z.ts'],
      expected: ['clip 2.MKV', 'clip 3/a.webm', 'clip 3/b.avi', 'clip 10.mp4', 'z.ts'],
    },
    {
      rule: 'nothing that is not video',
      tree: ['a.txt', 'a.jpg', 'a.png', 'a.srt', 'a.json', 'a.mp3', 'list.m3u8', 'noextension'],
      expected: [],
    },
    {
      rule: 'nothing hidden and no folder of the system',
      tree: [
        '.hidden.mp4',
        '.cache/a.mp4',
        '$RECYCLE.BIN/a.mp4',
        'System Volume Information/a.mp4',
        '@eaDir/a.mp4',
        'lost+found/a.mp4',
        '._a.mp4',
        'a.mp4',
      ],
      expected: ['a.mp4'],
    },
    {
      rule: 'names with spaces, quotes, line breaks, emoji, dashes and percent signs',
      tree: [
        '-y.mp4',
        '%d.mp4',
        'a b.mp4',
        `it's "x".mp4`,
        'line\nbreak.mp4',
        '🎬.mp4',
        'file:x.mp4',
      ],
      expected: [
        '%d.mp4',
        '-y.mp4',
        'a b.mp4',
        'file:x.mp4',
        `it's "x".mp4`,
        'line\nbreak.mp4',
        '🎬.mp4',
      ],
    },
  ])('is $rule', async ({ tree, expected }) => {
    touch(...tree)
    expect(await found()).toEqual(expected)
  })

  it.each([
    { exclude: ['proxies'], expected: ['a.mp4', 'b/c.mp4', 'b/proxy.mp4'] },
    { exclude: ['proxies/**'], expected: ['a.mp4', 'b/c.mp4', 'b/proxies/e.mp4', 'b/proxy.mp4'] },
    { exclude: ['**/proxies/**'], expected: ['a.mp4', 'b/c.mp4', 'b/proxy.mp4'] },
    { exclude: ['*.mp4'], expected: [] },
    { exclude: ['*roxy*', 'b/c.*'], expected: ['a.mp4', 'b/proxies/e.mp4', 'proxies/d.mp4'] },
    { exclude: ['b/**', 'p*'], expected: ['a.mp4'] },
  ])('leaves out $exclude', async ({ exclude, expected }) => {
    touch('a.mp4', 'b/c.mp4', 'b/proxy.mp4', 'b/proxies/e.mp4', 'proxies/d.mp4')
    expect(await found([folder], { exclude })).toEqual(expected)
  })
})

describe('what is given by name', () => {
  it('is taken whatever its name, and first', async () => {
    touch('b.mp4', 'notes.txt', '.hidden/x', 'proxy.mp4')
    const named = ['notes.txt', '.hidden/x', 'proxy.mp4'].map((name) => join(folder, name))
    expect(await found([folder, ...named], { exclude: ['proxy*'] })).toEqual([
      'notes.txt',
      '.hidden/x',
      'proxy.mp4',
      'b.mp4',
    ])
  })

  it('is walked even when it is hidden', async () => {
    touch('.hidden/a.mp4')
    expect(await found([join(folder, '.hidden')])).toEqual(['.hidden/a.mp4'])
  })

  it('comes once, however often and in whatever form it is given', async () => {
    touch('sub/a.mp4', 'sub/b.mp4')
    const paths = ['sub/a.mp4', 'sub/../sub/a.mp4', 'sub', 'sub/', '.', 'sub'].map(
      (path) => `${folder}/${path}`,
    )
    expect(await found(paths)).toEqual(['sub/a.mp4', 'sub/b.mp4'])
  })

  it('is reported when it is not there, and the rest goes on', async () => {
    touch('a.mp4')
    expect(await found([join(folder, 'nowhere.mp4'), join(folder, 'a.mp4', 'b'), folder])).toEqual([
      '! nowhere.mp4 not-found',
      '! a.mp4/b not-found',
      'a.mp4',
    ])
  })
})

describe('links', () => {
  it('that lead back up or to themselves end', async () => {
    touch('a/b/clip.mp4')
    symlinkSync(folder, join(folder, 'a', 'b', 'up'))
    symlinkSync('.', join(folder, 'a', 'self'))
    symlinkSync('loop.mp4', join(folder, 'loop.mp4'))
    expect(await found()).toEqual(['a/b/clip.mp4', '! loop.mp4 unreadable'])
  })

  it('to folders come last, so that a real path wins', async () => {
    touch('real/a.mp4', 'z.mp4')
    symlinkSync('real', join(folder, 'alias'))
    const outside = mkdtempSync(join(tmpdir(), 'flagreel-outside-'))
    writeFileSync(join(outside, 'o.mp4'), '')
    symlinkSync(outside, join(folder, 'beyond'))
    expect(await found()).toEqual(['real/a.mp4', 'z.mp4', 'beyond/o.mp4'])
    rmSync(outside, { recursive: true })
  })

  it('to files and hard links are files', async () => {
    touch('a.mp4')
    symlinkSync('a.mp4', join(folder, 'b.mp4'))
    linkSync(join(folder, 'a.mp4'), join(folder, 'c.mp4'))
    expect(await found()).toEqual(['a.mp4', 'b.mp4', 'c.mp4'])
  })

  it('that lead nowhere are reported when they look like video', async () => {
    symlinkSync('nowhere', join(folder, 'broken.mp4'))
    symlinkSync('nowhere', join(folder, 'broken.txt'))
    expect(await found()).toEqual(['! broken.mp4 not-found'])
  })
})

describe('what cannot be taken', () => {
  it('is a folder that may not be read; the rest goes on', async () => {
    touch('a/x.mp4', 'b/y.mp4')
    chmodSync(join(folder, 'a'), 0)
    const entries = await withoutPrivileges(() => found())
    chmodSync(join(folder, 'a'), 0o755)
    expect(entries).toEqual(['! a unreadable', 'b/y.mp4'])
  })

  it('is a socket with the name of a video, by name and in a walk', async () => {
    const path = join(folder, 'camera.mp4')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(path, resolve))
    expect(await found()).toEqual(['! camera.mp4 unreadable'])
    expect(await found([path])).toEqual(['! camera.mp4 unreadable'])
    await new Promise((resolve) => server.close(resolve))
  })

  it('is a device that is given by name', async () => {
    const { value } = await crawl(['/dev/null']).next()
    expect(value).toMatchObject({ kind: 'problem', path: '/dev/null' })
  })

  it('is a name that is not UTF-8, which is shown escaped', async () => {
    touch(Buffer.from('caf\xe9.mp4', 'latin1'), Buffer.from('caf\xe9.txt', 'latin1'), 'ok.mp4')
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0xff)]))
    expect(await found()).toEqual(['! \\xff unreadable', '! caf\\xe9.mp4 unreadable', 'ok.mp4'])
  })
})

it('writes bytes that are no text as \\xNN and leaves text as it is', () => {
  expect(printableName(Buffer.from('a\xe9b', 'latin1'))).toBe('a\\xe9b')
  expect(printableName(Buffer.from('é\n😀'))).toBe('é\n😀')
  // A byte order mark is part of a name.
  expect(printableName(Buffer.from('\ufeffa'))).toBe('\ufeffa')
})

it('walks a tree of 1,500 levels', async () => {
  const deep = Array.from({ length: 1500 }, () => 'd').join('/')
  touch(`${deep}/a.mp4`)
  expect(await found()).toEqual([`${deep}/a.mp4`])
})

it('is lazy: it reads no folder before its entries are asked for', async () => {
  touch('a/1.mp4', 'b/2.mp4')
  const entries = crawl([folder])
  expect((await entries.next()).value).toMatchObject({ path: join(folder, 'a/1.mp4') })
  touch('b/1.mp4')
  expect((await entries.next()).value).toMatchObject({ path: join(folder, 'b/1.mp4') })
})

it('stops when it is aborted', async () => {
  touch('a.mp4', 'b.mp4')
  const stop = new AbortController()
  const entries = crawl([folder], { signal: stop.signal })
  await entries.next()
  stop.abort()
  await expect(entries.next()).rejects.toThrow('abort')
})
