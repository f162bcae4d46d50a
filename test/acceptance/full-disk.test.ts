import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { FileScores } from '#contract/results.ts'
import { goldenPath } from '#test/support/goldens.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreel, flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const folder = tempFolder()
const disk = join(folder.path, 'disk')

/** A disk of 2 MB, where we may mount one: Linux, as root. Elsewhere the storage tests fill a database to its limit. */
function mountSmallDisk(): boolean {
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.runIf(mountSmallDisk())('on a full disk', () => {
  afterAll(() => execFileSync('umount', [disk]))
  const filler = join(disk, 'filler')
  const fill = () => {
    for (let bytes = 1024 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2))
      for (let i = 0; ; i++)
        try {
          writeFileSync(`${filler}-${bytes}-${i}`, new Uint8Array(bytes))
        } catch {
          rmSync(`${filler}-${bytes}-${i}`)
          break
        }
  }
  const free = () => {
    for (const name of readdirSync(disk))
      if (name.startsWith('filler')) rmSync(join(disk, name), { force: true })
  }

  it('a scan stops with the reason, keeps what it has, and goes on when there is space again', async () => {
    const library = join(disk, 'library')
    const video = await makeVideo(folder.path, 'video.mp4', {
      frames: 6000,
      size: '64x48',
      gop: 60,
    })
    await flagreel(library, 'models', 'list')
    fill()
    const full = await flagreel(library, 'scan', video)
    expect(full.exitCode).toBe(1)
    expect(full.stderr).toMatch(/disk is full|disk failed/i)
    free()
    const { exitCode } = await flagreel(library, 'scan', video)
    expect(exitCode).toBe(0)
    const shown = await flagreelJson<FileScores>(library, 'scores', 'show', video)
    expect(shown.snippets).toHaveLength(375)
  })

  it('an import and an export leave nothing half-written', async () => {
    const library = join(disk, 'library')
    writeFileSync(join(disk, 'spare'), new Uint8Array(128 * 1024))
    fill()
    rmSync(join(disk, 'spare')) // enough for the database to open
    const config = folder.save(JSON.stringify(tinyConfig()), 'config.json')
    const file = goldenPath('tiny-xd/checkpoint.pth')
    const imported = await flagreel(library, 'models', 'import', file, '--config', config)
    expect(imported.exitCode).toBe(1)
    expect(imported.stderr).toMatch(/disk is full/i)
    expect(readdirSync(join(library, 'models'))).toEqual([])
    fill()
    const out = join(disk, 'flags.csv')
    const exported = await flagreel(library, 'export', '--format', 'csv', '--out', out)
    expect(exported.exitCode).toBe(1)
    expect(readdirSync(disk).filter((name) => name.includes('flags'))).toEqual([])
    free()
  })
})

function tinyConfig() {
  const label = (id: string, ...words: number[]) => ({
    id,
    prompt: id,
    display: id,
    tokens: [598, ...words, 599],
  })
  return {
    attnWindow: 16,
    visualHeads: 1,
    textHeads: 1,
    promptPrefix: 10,
    promptPostfix: 10,
    frameScore: 'alignment',
    recipe: { frames: 'middle', resize: 'stretch-340x256-bilinear', crop: 'centre' },
    labels: [label('normal', 44, 45), label('fighting', 9)],
  }
}
