import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ModelSummary, ScannedFile, ScanResult } from '#contract/results.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { goldenPath } from '#test/support/goldens.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreel, flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const run = promisify(execFile)
const folder = tempFolder()
const library = join(folder.path, 'library')

async function scan(path: string): Promise<{ exitCode: number; files: ScannedFile[] }> {
  const { exitCode, stdout, stderr } = await flagreel(library, 'scan', path, '--json')
  if (stdout === '') throw new Error(stderr)
  return { exitCode, files: (JSON.parse(stdout) as ScanResult).files }
}

describe('a folder with files that cannot be scanned', () => {
  const videos = join(folder.path, 'bad')
  let exitCode: number
  const found = new Map<string, ScannedFile>()

  beforeAll(async () => {
    await mkdir(videos)
    const save = (name: string, content: string) => writeFile(join(videos, name), content)
    await save('empty.mp4', '')
    await save('text.mp4', 'just a letter to a friend\n'.repeat(50))
    await save('playlist.mp4', '#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n')
    await save('concat.mkv', "ffconcat version 1.0\nfile '/etc/hostname'\n")
    await makeVideo(videos, 'good.mp4', { frames: 40 })
    const cut = await makeVideo(videos, 'cut.mp4', { frames: 100 })
    await truncate(cut, 2000)
    const audio = ['-f', 'lavfi', '-i', 'sine=d=1', join(videos, 'sound-only.mp4')]
    await run('ffmpeg', ['-v', 'error', ...audio])
    await symlink(join(videos, 'nowhere.mp4'), join(videos, 'dangling.mp4'))
    const result = await scan(videos)
    exitCode = result.exitCode
    for (const file of result.files) found.set(file.file.slice(videos.length + 1), file)
  })

  it('has the exit code 1 and all the rest scanned', () => {
    expect(exitCode).toBe(1)
    expect(found.get('good.mp4')).toMatchObject({ state: 'scanned', frames: 40 })
  })

  it.each([
    ['empty.mp4', /empty \(0 bytes\)/],
    ['text.mp4', /not a video/],
    ['playlist.mp4', /not a video|playlist/],
    ['concat.mkv', /not a video|playlist/],
    ['cut.mp4', /moov|index|header|incomplete/i],
    ['sound-only.mp4', /no video stream.*audio/],
    ['dangling.mp4', /link|not exist|missing|gone/i],
  ])('names %s with the reason', (name, reason) => {
    const file = found.get(name)
    expect(file?.state).toBe('failed')
    expect(file?.error?.message).toMatch(reason)
    expect(file?.error?.message).toContain(name)
  })

  it('keeps a failure until it is to be tried again', async () => {
    const path = join(videos, 'cut.mp4')
    const { stderr } = await flagreel(library, 'scan', path)
    expect(stderr).toMatch(/FAILED/)
    const retried = await flagreel(library, 'scan', path, '--retry')
    expect(retried.exitCode).toBe(1)
  })
})

/** ffmpeg's sources draw nothing one pixel wide, so a wider picture is squeezed. */
const NARROW = { frames: 3, extra: ['-vf', 'scale=1:1080'] } as const

describe('videos at the edge', () => {
  it.each([
    ['one frame', { frames: 1 }, 1],
    ['17 frames', { frames: 17 }, 17],
    ['2×2 pixels', { frames: 20, size: '2x2' }, 20],
    ['1×1080 pixels', { ...NARROW, size: '16x1080', codec: 'ffv1', pixelFormat: 'gray' }, 3],
    ['8192×64 pixels', { frames: 3, size: '8192x64' }, 3],
  ] as const)('%s are scanned', async (name, options, frames) => {
    const videos = await mkdtemp(join(folder.path, 'edge-'))
    await makeVideo(videos, `${name}.mkv`, options)
    const { exitCode, files } = await scan(videos)
    expect(files).toMatchObject([{ state: 'scanned', frames }])
    expect(exitCode).toBe(0)
  })
})

describe('file names', () => {
  const names = [
    'with spaces.mp4',
    `"double" and 'single'.mp4`,
    'line\nbreak.mp4',
    'smile 😀.mp4',
    '-leading dash.mp4',
    'frame%d.mp4',
    'file:name.mp4',
    'back\\slash.mp4',
    '=cmd|calc!A1.mp4',
    'right\u202eto left.mp4',
  ]

  it('of any kind are scanned, and printed without harm', async () => {
    const videos = await mkdtemp(join(folder.path, 'names-'))
    for (const name of names) await makeVideo(videos, name, { frames: 5 + names.indexOf(name) })
    const { stdout, stderr, exitCode } = await flagreel(
      library,
      ...['scan', videos, '--threshold', '0', '--min-length', '0'],
    )
    expect(exitCode).toBe(0)
    expect(stdout + stderr).not.toMatch(/[\u202a-\u202e]|\p{Cc}(?<!\n)/u)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1 + names.length)
    const { files } = await scan(videos)
    expect(files.map(({ state }) => state)).toEqual(names.map(() => 'unchanged'))
    const dash = await flagreelJson<ScanResult>(
      library,
      ...['scan', join(videos, '-leading dash.mp4')],
    )
    expect(dash.files).toHaveLength(1)
  })
})

describe('models and features', () => {
  it('a checkpoint that would run code is refused by name', async () => {
    // protocol 2: c os\nsystem, a string, tuple, REDUCE
    const pickle = Buffer.from('\x80\x02cos\nsystem\nX\x04\x00\x00\x00echo\x85R.', 'latin1')
    const path = folder.save(pickle, 'hostile.pth')
    const { exitCode, stderr } = await flagreel(
      library,
      'models',
      'import',
      path,
      '--preset',
      'ucf',
    )
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/hostile\.pth/)
  })

  it('a truncated checkpoint is refused and leaves nothing behind', async () => {
    const whole = await readFile(goldenPath('tiny-ucf/checkpoint.pth'))
    const path = folder.save(whole.subarray(0, whole.length / 2), 'half.pth')
    const { exitCode, stderr } = await flagreel(
      library,
      'models',
      'import',
      path,
      '--preset',
      'ucf',
    )
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/half\.pth/)
    expect(await flagreelJson<ModelSummary[]>(library, 'models', 'list')).toHaveLength(1)
  })

  it('a checkpoint without preset or configuration is asked for one', async () => {
    const path = goldenPath('tiny-ucf/checkpoint.pth')
    const { exitCode, stderr } = await flagreel(library, 'models', 'import', path)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/--preset ucf or --preset xd|--config/)
  })

  it('features of another width are refused with both widths', async () => {
    const path = folder.save(formatNpy(float32([3, 7], new Float32Array(21))), 'narrow.npy')
    const { exitCode, stderr } = await flagreel(library, 'detect', '--features', path)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/narrow\.npy is \[3, 7\] float32; the model reads features \[n, 128\]/)
  })

  it('a bundle whose weights were changed is never loaded', async () => {
    const resources = join(import.meta.dirname, '../../resources/models')
    const [builtIn] = await flagreelJson<ModelSummary[]>(library, 'models', 'list')
    const copy = join(library, 'models', builtIn!.id)
    await mkdir(join(library, 'models'), { recursive: true })
    await run('cp', ['-r', join(resources, builtIn!.id), copy])
    const weights = join(copy, 'image-encoder.weights')
    const bytes = await readFile(weights)
    bytes[1000]! ^= 1
    await writeFile(weights, bytes)
    const video = await makeVideo(folder.path, 'for-damaged.mp4', { frames: 21 })
    const { exitCode, stderr } = await flagreel(library, 'scan', video, '--model', builtIn!.id)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/image-encoder\.weights has the SHA-256 [0-9a-f]{64}, expected/)
    const verified = await flagreel(library, 'models', 'verify', builtIn!.id)
    expect(verified.exitCode).toBe(1)
    expect(verified.stdout).toMatch(/FAILED {2}image-encoder\.weights/)
    await rm(copy, { recursive: true })
  })
})

describe('wrong words', () => {
  it.each([
    [['scan', '/nowhere/at/all'], /\/nowhere\/at\/all/],
    [['scan', '.', '--model', 'none'], /no model "none"/],
    [['scan', '.', '--threshold', 'high'], /must be a number/],
    [['segments', 'list', '--class', 'dancing'], /no abnormal class "dancing"/],
    [['segments', 'list', '--threshold', '0.2', '--release', '0.5'], /above the threshold/],
    [['scores', 'show', '/nowhere.mp4'], /not in the library/],
    [['dance'], /unknown command/],
  ])('%j say what is wrong', async (args, reason) => {
    const { exitCode, stderr, stdout } = await flagreel(library, ...args)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(reason)
    expect(stdout).toBe('')
  })
})
