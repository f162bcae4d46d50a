import { expect, it } from 'vitest'
import { folderTree, isWithin } from './folders.ts'

it('tells what lies in a folder from what only begins like it', () => {
  expect(isWithin('/a/b', '/a')).toBe(true)
  expect(isWithin('/a', '/a')).toBe(true)
  expect(isWithin('/ab', '/a')).toBe(false)
  expect(isWithin('C:\\a\\b', 'C:\\')).toBe(true)
})

it('is a tree with the place that folders have in common', () => {
  const folders = ['/v/yard/day', '/v/yard/day', '/v/yard/night', '/v/gate', '/other']
  expect(folderTree(folders).map(({ name, depth, count }) => [name, depth, count])).toEqual([
    ['/other', 0, 1],
    ['/v', 0, 4],
    ['gate', 1, 1],
    ['yard', 1, 3],
    ['day', 2, 2],
    ['night', 2, 1],
  ])
})

it('keeps a folder above its own beside one that only begins like it', () => {
  const nodes = folderTree(['/v', '/v/yard', '/v/yard old', '/v/yard/day'])
  expect(nodes.map(({ name, depth, count }) => [name, depth, count])).toEqual([
    ['/v', 0, 4],
    ['yard', 1, 2],
    ['day', 2, 1],
    ['yard old', 1, 1],
  ])
})

it('has one node for one folder, also in the notation of Windows', () => {
  expect(folderTree(['C:\\v\\a', 'C:\\v\\a']).map(({ path, count }) => [path, count])).toEqual([
    ['C:\\v\\a', 2],
  ])
})
