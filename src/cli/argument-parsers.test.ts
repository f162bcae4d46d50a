import { InvalidArgumentError } from 'commander'
import { expect, it } from 'vitest'
import { eachPath, eachText, path, wholeNumber } from './argument-parsers.ts'

it('a whole number is at least 1', () => {
  expect(wholeNumber('16')).toBe(16)
  for (const text of ['0', '-1', '1.5', 'two', ''])
    expect(() => wholeNumber(text)).toThrow(InvalidArgumentError)
})

it('a path is not empty, as it is when a shell variable was not set', () => {
  expect(path(' ')).toBe(' ')
  expect(() => path('')).toThrow('It is empty; a path was expected.')
})

it('words are collected in their order', () => {
  expect(eachPath('b', eachPath('a'))).toEqual(['a', 'b'])
  expect(() => eachPath('', ['a'])).toThrow(InvalidArgumentError)
  expect(eachText('*.tmp', eachText(''))).toEqual(['', '*.tmp'])
})
