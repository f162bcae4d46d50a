import { describe, expect, it } from 'vitest'
import { broadcast, type Dim, product, quotient, sum } from './dims.ts'

describe('dimensions', () => {
  it.each<[readonly Dim[], Dim]>([
    [[], 1],
    [[2, 3], 6],
    [['n', 1], 'n'],
    [['n', 197, 1], '197*n'],
    [['n', 'b', 2], '2*b*n'],
    [['2*n', '3*b'], '6*b*n'],
    [['(n+1)', 2, 'n'], '2*(n+1)*n'],
  ])('multiply in one canonical form: %j is %j', (dims, expected) => {
    expect(product(dims)).toBe(expected)
  })

  it.each<[Dim, Dim, Dim | undefined]>([
    [12, 4, 3],
    [12, 5, undefined],
    ['197*n', 197, 'n'],
    ['197*n', 'n', 197],
    ['b*n', 'b*n', 1],
    ['n', 2, undefined],
    ['n', 'b', undefined],
    ['2*(n+1)', '(n+1)', 2],
  ])(
    'divide only when the result is whole whatever the symbols are: %j / %j is %j',
    (a, b, expected) => {
      expect(quotient(a, b)).toBe(expected)
    },
  )

  it.each<[readonly Dim[], Dim]>([
    [[1, 2], 3],
    [['n', 0], 'n'],
    [['n', 1], '(n+1)'],
    [[1, 'n'], '(n+1)'],
    [['n', -1], '(n-1)'],
    [['n', 'n', 1], '(2*n+1)'],
    [['n', 'b'], '(b+n)'],
  ])('add in one canonical form: %j is %j', (dims, expected) => {
    expect(sum(dims)).toBe(expected)
  })

  it.each<[readonly Dim[], readonly Dim[], readonly Dim[] | undefined]>([
    [['n', 3], [3], ['n', 3]],
    [
      ['n', 1],
      [1, 4],
      ['n', 4],
    ],
    [['n'], ['n'], ['n']],
    [[], ['n'], ['n']],
    [['n'], ['m'], undefined],
    [['n'], [5], undefined],
    [[2], [3], undefined],
  ])('broadcast %j with %j to %j', (a, b, expected) => {
    expect(broadcast(a, b)).toEqual(expected)
    expect(broadcast(b, a)).toEqual(expected)
  })
})
