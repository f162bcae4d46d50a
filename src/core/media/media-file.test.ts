import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'
import { withoutPrivileges } from '#test/support/without-privileges.ts'
import { checkMediaFile, quoted } from './media-file.ts'

const folder = tempFolder()

describe('checkMediaFile', () => {
  it('gives the absolute path of a file', async () => {
    const path = folder.save('video', 'a.mp4')
    expect(await checkMediaFile(relative(process.cwd(), path))).toBe(path)
  })

  it('follows a link to a file', async () => {
    const link = join(folder.path, 'link.mp4')
    symlinkSync(folder.save('video'), link)
    expect(await checkMediaFile(link)).toBe(link)
  })

  it('names what is there instead of a file, without opening it', async () => {
    const sub = join(folder.path, 'folder.mp4')
    mkdirSync(sub)
    const fifo = join(folder.path, 'fifo.mp4')
    execFileSync('mkfifo', [fifo])
    const socket = join(folder.path, 'socket.mp4')
    const server = createServer().listen(socket)
    await expect(checkMediaFile(sub)).rejects.toMatchObject({
      code: 'bad-media',
      message: `${quoted(sub)} is a folder, not a video file.`,
    })
    for (const path of [fifo, socket, '/dev/zero']) {
      await expect(checkMediaFile(path)).rejects.toMatchObject({
        code: 'bad-media',
        message: expect.stringContaining('is a pipe, socket or device'),
      })
    }
    server.close()
  })

  it('says that a file is not there, also behind a link that leads nowhere or in circles', async () => {
    const dangling = join(folder.path, 'dangling.mp4')
    symlinkSync(join(folder.path, 'nowhere'), dangling)
    const circle = join(folder.path, 'circle.mp4')
    symlinkSync(circle, circle)
    const tooLong = join(folder.path, 'x'.repeat(300))
    const belowFile = join(folder.save('x'), 'a.mp4')
    for (const path of [join(folder.path, 'no.mp4'), dangling, circle, tooLong, belowFile]) {
      await expect(checkMediaFile(path)).rejects.toMatchObject({ code: 'not-found' })
    }
  })

  it('says that a file may not be read', async () => {
    const path = folder.save('video', 'secret.mp4')
    chmodSync(folder.path, 0o755)
    chmodSync(path, 0)
    await withoutPrivileges(() =>
      expect(checkMediaFile(path)).rejects.toMatchObject({
        code: 'unreadable',
        message: expect.stringContaining('EACCES'),
      }),
    )
  })

  it('refuses an empty file and a path that is none', async () => {
    await expect(checkMediaFile(folder.save('', 'empty.mp4'))).rejects.toMatchObject({
      code: 'bad-media',
      message: expect.stringContaining('is empty (0 bytes)'),
    })
    await expect(checkMediaFile('')).rejects.toMatchObject({ code: 'bad-argument' })
    await expect(checkMediaFile('a\0.mp4')).rejects.toMatchObject({ code: 'bad-argument' })
  })

  it('refuses a playlist whatever its name says', async () => {
    const path = folder.save('#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1/a.ts\n', 'list.mp4')
    await expect(checkMediaFile(path)).rejects.toMatchObject({
      code: 'bad-media',
      message: expect.stringContaining('is an HLS playlist'),
    })
  })

  it('shows a name with quotes and line breaks on one line', () => {
    expect(quoted('/a\n"b"\u001b.mp4')).toBe('"/a\\n\\"b\\"\\u001b.mp4"')
  })
})
