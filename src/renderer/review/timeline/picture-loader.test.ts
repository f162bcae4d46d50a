import { expect, it } from 'vitest'
import { PictureLoader, type PictureState } from './picture-loader.ts'

function makeLoader(most = 100) {
  const asked: string[] = []
  const ends = new Map<string, { resolve: (picture: string) => void; reject: () => void }>()
  let states: ReadonlyMap<string, PictureState> = new Map()
  const loader = new PictureLoader({
    atOnce: 2,
    most,
    load(url) {
      asked.push(url)
      return new Promise((resolve, reject) => ends.set(url, { resolve, reject }))
    },
    onChange: (now) => {
      states = now
    },
  })
  const end = async (url: string, how: 'resolve' | 'reject' = 'resolve') => {
    ends.get(url)?.[how](url)
    await Promise.resolve().then(() => undefined)
    await new Promise((done) => setTimeout(done))
  }
  return { loader, asked, end, states: () => Object.fromEntries(states) }
}

it('loads a few at a time, each once', async () => {
  const { loader, asked, end, states } = makeLoader()
  loader.want(['a', 'b', 'c'])
  loader.want(['a', 'b', 'c'])
  expect(asked).toEqual(['a', 'b'])
  await end('b')
  expect(asked).toEqual(['a', 'b', 'c'])
  await end('a')
  loader.want(['b', 'a'])
  expect(asked).toHaveLength(3)
  expect(states()).toEqual({ a: 'ready', b: 'ready' })
})

it('drops what is not wanted any more, so that it keeps nothing else waiting', async () => {
  const { loader, asked, end, states } = makeLoader()
  loader.want(['a', 'b', 'c', 'd'])
  loader.want(['b', 'x'])
  expect(asked).toEqual(['a', 'b', 'x'])
  await end('a')
  await end('b')
  expect(asked).toEqual(['a', 'b', 'x'])
  expect(states()).toEqual({ b: 'ready' })
})

it('tells what failed, and tries it again only when told to', async () => {
  const { loader, asked, end, states } = makeLoader()
  loader.want(['a'])
  await end('a', 'reject')
  expect(states()).toEqual({ a: 'failed' })
  loader.want(['a'])
  expect(asked).toEqual(['a'])
  loader.forgetFailures()
  loader.want(['a'])
  expect(asked).toEqual(['a', 'a'])
})

it('keeps the latest', async () => {
  const { loader, end, states } = makeLoader(2)
  loader.want(['a', 'b', 'c'])
  for (const url of ['a', 'b', 'c']) await end(url)
  expect(states()).toEqual({ b: 'ready', c: 'ready' })
})
