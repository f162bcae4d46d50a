import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { addRuleOptions, type RuleOptions, ruleFrom } from './rule-options.ts'

function parse(...argv: readonly string[]) {
  const command = addRuleOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  return ruleFrom(command.parse(argv, { from: 'user' }).opts<RuleOptions>())
}

describe('rule options', () => {
  it('replace only what is given', () => {
    expect(parse()).toEqual({})
    expect(parse('--threshold', '0.7', '--merge-gap', '2.5')).toEqual({
      threshold: 0.7,
      mergeGapSec: 2.5,
    })
  })

  it('give every part of a rule', () => {
    const argv = '--threshold 1 --release 0 --merge-gap 0 --min-length 3 --padding 1e1'.split(' ')
    expect(parse(...argv)).toEqual({
      threshold: 1,
      release: 0,
      mergeGapSec: 0,
      minLengthSec: 3,
      paddingSec: 10,
    })
  })

  it.each([
    ['--threshold', '70%', /--threshold <score>.*must be a number/],
    ['--threshold', '', /must be a number/],
    ['--threshold', '70', /from 0 to 1/],
    ['--release', '-0.1', /from 0 to 1/],
    ['--padding', '-1', /number of seconds, 0 or more/],
    ['--min-length', 'Infinity', /must be a number/],
    ['--merge-gap', '0:02', /must be a number/],
  ])('refuse %s %s, naming the option', (option, text, message) => {
    expect(() => parse(`${option}=${text}`)).toThrow(CommanderError)
    expect(() => parse(`${option}=${text}`)).toThrow(message)
  })
})
