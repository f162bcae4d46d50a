import { expect, it } from 'vitest'
import { firstChoice, offeredScopes, requestOf, type Scopes } from './export-choice.ts'

const scopes: Scopes = {
  model: {} as never,
  contentId: 'a',
  queue: [{ contentId: 'a', startPts: 3, endPts: 9 } as never],
  isFiltered: false,
  picked: new Set(),
}

it('offers what says something, and begins with what was selected', () => {
  expect(offeredScopes(scopes)).toEqual(['video', 'all'])
  expect(firstChoice(scopes).scope).toBe('all')
  expect(firstChoice({ ...scopes, isFiltered: true }).scope).toBe('list')
  expect(firstChoice({ ...scopes, isFiltered: true, picked: new Set(['a@3:9']) }).scope).toBe(
    'picked',
  )
})

it('asks for the flags of a scope', () => {
  const choice = firstChoice(scopes)
  const picked = new Set(['b@1:5'])
  expect(requestOf(choice, scopes)).toEqual({
    ...{ verdicts: 'not-dismissed', format: 'csv', options: {} },
  })
  expect(requestOf({ ...choice, scope: 'list' }, scopes).flags).toEqual(['a@3:9'])
  expect(requestOf({ ...choice, scope: 'picked' }, { ...scopes, picked }).flags).toEqual(['b@1:5'])
  expect(requestOf({ ...choice, scope: 'video', class: 'riot', minScore: 0.5 }, scopes)).toEqual({
    ...{ verdicts: 'not-dismissed', format: 'csv', options: {}, class: 'riot', minScore: 0.5 },
    contentIds: ['a'],
  })
})

it('asks only for what a format has', () => {
  const options = { layout: 'in-place', cues: 'both' } as const
  const choice = { ...firstChoice(scopes), options }
  expect(requestOf(choice, scopes).options).toEqual({})
  expect(requestOf({ ...choice, format: 'edl' }, scopes).options).toEqual({ layout: 'in-place' })
  expect(requestOf({ ...choice, format: 'vtt' }, scopes).options).toEqual({ cues: 'both' })
})
