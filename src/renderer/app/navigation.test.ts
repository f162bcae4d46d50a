import { beforeEach, expect, it } from 'vitest'
import { useNavigation } from './navigation.ts'

const start = useNavigation.getState()
beforeEach(() => useNavigation.setState(start))

const flag = (startPts: number, endPts: number) => ({ startPts, endPts })

it('counts every visit, and gives another flag another number', () => {
  const { review } = start
  const now = () => {
    const { visit, flagNumber, placeSec } = useNavigation.getState()
    return [visit, flagNumber, placeSec]
  }
  review('a', flag(100, 150))
  expect(now()).toEqual([1, 1, null])
  review('a', flag(100, 150), 3.5)
  expect(now()).toEqual([2, 1, 3.5])
  review('a', flag(200, 250))
  expect(now()).toEqual([3, 2, null])
  review('a', flag(200, 220))
  expect(now()).toEqual([4, 3, null])
  review('b', flag(200, 220))
  expect(now()).toEqual([5, 4, null])
})

it('stays with a flag whose range is set', () => {
  start.review('a', flag(100, 150))
  useNavigation.getState().follow(flag(90, 160))
  expect(useNavigation.getState()).toMatchObject({ ...flag(90, 160), visit: 1, flagNumber: 1 })
})
