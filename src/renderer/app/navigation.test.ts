import { beforeEach, expect, it } from 'vitest'
import { useNavigation } from './navigation.ts'

const start = useNavigation.getState()
beforeEach(() => useNavigation.setState(start))

it('counts every visit, and gives another flag another number', () => {
  const { review } = start
  const now = () => {
    const { visit, flagNumber, placeSec } = useNavigation.getState()
    return [visit, flagNumber, placeSec]
  }
  review('a', 100)
  expect(now()).toEqual([1, 1, null])
  review('a', 100, 3.5)
  expect(now()).toEqual([2, 1, 3.5])
  review('a', 200)
  expect(now()).toEqual([3, 2, null])
  review('b', 200)
  expect(now()).toEqual([4, 3, null])
})

it('stays with a flag whose beginning is set', () => {
  start.review('a', 100)
  useNavigation.getState().follow(90)
  expect(useNavigation.getState()).toMatchObject({ startPts: 90, visit: 1, flagNumber: 1 })
})
