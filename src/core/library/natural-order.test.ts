import { expect, it } from 'vitest'
import { byNaturalOrder } from './natural-order.ts'

const order = (names: string[]) => byNaturalOrder(names, (name) => name)

it.each([
  { rule: 'numbers by value', names: ['clip 2', 'clip 10', 'clip 100'] },
  {
    rule: 'numbers of any length',
    names: ['9', '10', `1${'0'.repeat(200)}`, `2${'0'.repeat(200)}`],
  },
  { rule: 'every number of a name', names: ['cam1 t2', 'cam1 t10', 'cam2 t1', 'cam10 t1'] },
  { rule: 'leading zeros last among equals', names: ['a01', 'a1', 'a02', 'a2'] },
  { rule: 'capitals beside small letters', names: ['a1', 'A2', 'b1', 'B2'] },
  {
    rule: 'a name before its continuation',
    names: ['clip', 'clip.mp4', 'clip1.mp4', 'clip1a.mp4'],
  },
  { rule: 'an accent the same however it is written', names: ['é1', 'e\u03012', 'é3'] },
  { rule: 'dates and times', names: ['2026-01-09_23', '2026-01-10_01', '2026-11-01'] },
])('orders $rule', ({ names }) => {
  expect(order(names.toReversed())).toEqual(names)
})

it('is the same whatever order the names come in', () => {
  const names = ['B', 'b', 'a', 'A', '1', '01', '😀', '_', 'ä', 'z10', 'z9', '\n', 'İ', 'ı']
  const expected = order(names)
  for (let shift = 1; shift < names.length; shift++)
    expect(order([...names.slice(shift), ...names.slice(0, shift)])).toEqual(expected)
})
