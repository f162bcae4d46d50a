import { link, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './sync-folder.ts'

/** Writes a finished file through to the disk. */
export async function flushFile(path: string): Promise<void> {
  await using file = await open(path, 'r+')
  await file.sync()
}

/** Gives a finished file its name at once, unless there is a file of that name: then false, and nothing has happened. */
export async function publish(temporary: string, path: string): Promise<boolean> {
  try {
    // A link never replaces anything; a rename would.
    await link(temporary, path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (!WITHOUT_LINKS.includes(code)) throw error
    if (await exists(path)) return false
    await rename(temporary, path)
  }
  await rm(temporary, { force: true })
  await syncFolder(dirname(path))
  return true
}

/** What file systems without hard links answer: FAT, and some that are shared. */
const WITHOUT_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EACCES', 'EISDIR']

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
