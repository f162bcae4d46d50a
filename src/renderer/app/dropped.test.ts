import { expect, it } from 'vitest'
import { sortDropped } from './dropped.ts'

const named = (...names: string[]) => names.map((name) => ({ name }))

it.each(['model.pth', 'MODEL.PT', 'a.b.safetensors'])('takes %s for a checkpoint', (name) => {
  expect(sortDropped(named('clip.mp4', name))).toEqual({
    checkpoint: { name },
    others: named('clip.mp4'),
  })
})

it('takes folders and all other files for videos', () => {
  const files = named('Camera 1', 'pth', 'clip.pth.mp4')
  expect(sortDropped(files)).toEqual({ checkpoint: null, others: files })
})

it('imports one checkpoint and adds none as a video', () => {
  const { checkpoint, others } = sortDropped(named('a.pth', 'b.pth'))
  expect([checkpoint?.name, others]).toEqual(['a.pth', []])
})
