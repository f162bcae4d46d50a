import { describe, expect, it } from 'vitest'
import { dict, type PickleTensor, type PickleValue } from './pickle-values.ts'
import { findStateDict } from './state-dict.ts'

const tensor: PickleTensor = {
  kind: 'tensor',
  storage: { kind: 'storage', key: '0', dtype: 'float32', count: 1 },
  offset: 0,
  shape: [],
  strides: [],
}

function table(entries: Record<string, PickleValue>): PickleValue {
  const value = dict(true)
  for (const [key, entry] of Object.entries(entries)) value.entries.set(key, entry)
  return value
}

function names(root: PickleValue): string[] {
  return [...findStateDict(root).keys()]
}

describe('the state dict of a checkpoint', () => {
  it.each(['model_state_dict', 'state_dict', 'model'])('is found under %s', (key) => {
    const root = table({ epoch: 3, [key]: table({ a: tensor }), optimizer: table({ b: tensor }) })
    expect(names(root)).toEqual(['a'])
  })

  it('is found two wrappings deep', () => {
    expect(names(table({ state_dict: table({ model: table({ a: tensor }) }) }))).toEqual(['a'])
  })

  it('may itself have a tensor called model', () => {
    expect(names(table({ model: tensor, b: tensor }))).toEqual(['model', 'b'])
  })

  it('is not mistaken for the name of an architecture', () => {
    expect(names(table({ model: 'ViT-B/16', state_dict: table({ a: tensor }) }))).toEqual(['a'])
  })

  it('loses the prefix of DataParallel, once, at the front', () => {
    expect(names(table({ 'module.a': tensor, 'b.module.c': tensor }))).toEqual(['a', 'b.module.c'])
  })

  it('is refused when two names become one', () => {
    expect(() => names(table({ a: tensor, 'module.a': tensor }))).toThrow(
      'two tensors are named "a"',
    )
  })

  it.each(['', 'a\nb', 'a\u202eb', 'x'.repeat(600)])('is refused with the name %j', (name) => {
    expect(() => names(table({ [name]: tensor }))).toThrow('a tensor is named')
  })

  it('keeps names that mean something to JavaScript', () => {
    const root = dict(false)
    for (const name of ['__proto__', 'constructor', 'toString']) root.entries.set(name, tensor)
    expect(names(root)).toEqual(['__proto__', 'constructor', 'toString'])
  })

  it('is refused when something in it is not a tensor, by name', () => {
    expect(() => names(table({ a: tensor, version: 'x' }))).toThrow(
      '"version" in its table of weights is text',
    )
  })

  it('is missed by naming what is there instead', () => {
    expect(() => names(table({ epoch: 3, weights: table({ a: tensor }) }))).toThrow(
      'it has no table of weights: neither tensors nor model_state_dict, state_dict, model, but "epoch", "weights"',
    )
  })

  it.each<[string, PickleValue]>([
    ['a list', { kind: 'list', items: [tensor] }],
    ['a tensor', tensor],
    ['None', null],
    ['a number', 3],
  ])('is not %s', (what, root) => {
    expect(() => names(root)).toThrow(`it holds ${what}, not a table of named weights`)
  })

  it('is refused when it is empty', () => {
    expect(() => names(table({}))).toThrow('is empty')
  })

  it('is refused when it is wrapped in itself', () => {
    const root = dict(false)
    root.entries.set('model', root)
    expect(() => names(root)).toThrow('wrapped more than')
  })
})
