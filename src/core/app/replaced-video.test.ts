import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { LibraryStore } from '#core/library/store.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { makeSyntheticLibrary } from '#test/support/synthetic-library.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { createCore } from './create-core.ts'
import { mediaResponse } from './media-response.ts'
import { createParts } from './parts.ts'

const folder = tempFolder()
const contentId = 'synthetic-0'
const PICTURES = ['poster', 'still/0', 'strip/0']
const REPLACED = { code: 'bad-media', message: expect.stringMatching(/film\.mp4.*scan it again/) }

/** A scanned video of the test card, and another one to take its place. */
async function setUp(name: string) {
  const place = join(folder.path, name)
  const path = await makeVideo(place, 'film.mp4')
  const other = await makeVideo(place, 'other.mp4', { source: 'color=c=red' })
  const libraryFolder = join(place, 'library')
  await makeSyntheticLibrary(libraryFolder, [{ name, snippets: 3, scoreOf: () => 0.1, path }])
  const options = {
    libraryFolder,
    resourcesFolder: join(import.meta.dirname, '../../../resources'),
    workerEntry: '',
    version: '0',
  }
  const replace = () => {
    renameSync(path, `${path}.kept`)
    copyFileSync(other, path)
  }
  const putBack = () => renameSync(`${path}.kept`, path)
  return { path, options, replace, putBack, derived: join(libraryFolder, 'derived', contentId) }
}

it('a video that another one took the place of is never shown under its flags', async () => {
  const { path, options, replace, putBack, derived } = await setUp('replaced')
  const core = createCore(options)
  const open = () => core.call('playback.open', { contentId })
  const resource = (what: string) => core.resource(`media/${contentId}/${what}`)
  const bytesOf = async (what: string) => readFileSync((await resource(what)).file)
  expect(await open()).toMatchObject({ source: 'original', state: 'ready' })
  const right = await Promise.all(PICTURES.map(bytesOf))
  rmSync(derived, { recursive: true })

  replace()
  await expect(open()).rejects.toMatchObject(REPLACED)
  for (const what of ['original', ...PICTURES])
    await expect(resource(what), what).rejects.toMatchObject(REPLACED)
  const request = { method: 'GET', range: undefined, signal: new AbortController().signal }
  const response = await mediaResponse(core, `media/${contentId}/original`, request)
  expect(response.status).toBe(422)
  expect(await response.text()).toMatch(/film\.mp4 is not the file that was scanned/)
  expect(existsSync(derived)).toBe(false)

  putBack()
  expect(await open()).toMatchObject({ source: 'original', state: 'ready' })
  expect(await resource('original')).toMatchObject({ file: path })
  expect(await Promise.all(PICTURES.map(bytesOf))).toEqual(right)
  await core.close()
})

it('a copy that is unchanged is played where another one was replaced', async () => {
  const { path, options, replace, putBack, derived } = await setUp('copied')
  const copy = join(folder.path, 'copied', 'later-in-the-list.mp4')
  copyFileSync(path, copy)
  const parts = createParts(options)
  const { size, mtimeMs } = statSync(copy)
  new LibraryStore(parts.database()).putFile({ path: copy, bytes: size, mtimeMs }, contentId, 0)
  const playback = parts.playback(() => undefined)
  const original = async () => (await playback.resource(contentId, 'original', 0)).file
  expect(await original()).toBe(path)
  replace()
  expect(await original()).toBe(copy)
  await playback.resource(contentId, 'still', 0)
  expect(readdirSync(derived)).toEqual(['still-0.jpg'])
  rmSync(copy)
  await expect(original()).rejects.toMatchObject(REPLACED)
  putBack()
  expect(await original()).toBe(path)
  await parts.close()
})
