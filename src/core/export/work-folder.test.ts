import { mkdirSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'
import { makeWorkFolder, removeLeftovers, removeWorkFolder } from './work-folder.ts'

const folder = tempFolder()

it('what a dead run left is removed, and nothing else', async () => {
  const mine = await makeWorkFolder(folder.path)
  const named = (pid: number) => basename(mine).replace(/-\d+-[0-9a-f]{12}/, `-${pid}-0123456789ab`)
  // No system gives so high a number to a process; our parent lives; our own number is from before a restart.
  const dead = 99_999_999
  const others = [named(process.ppid), named(dead).replace(/export-[0-9a-f]{8}/, 'export-00000000')]
  for (const name of [named(dead), named(process.pid), ...others, 'mine.partial'])
    mkdirSync(join(folder.path, name))
  await removeLeftovers(folder.path)
  expect(readdirSync(folder.path).sort()).toEqual(
    [basename(mine), ...others, 'mine.partial'].sort(),
  )
  await removeWorkFolder(mine)
  expect(readdirSync(folder.path)).not.toContain(basename(mine))
})
