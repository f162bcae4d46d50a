import { type Command, InvalidArgumentError } from 'commander'
import type { MethodInput } from '#contract/api.ts'

export interface RuleOptions {
  readonly threshold?: number
  readonly release?: number
  readonly mergeGap?: number
  readonly minLength?: number
  readonly padding?: number
}

/** The segment rule as options; each replaces one part of the model's own rule. */
export function addRuleOptions(command: Command): Command {
  return command
    .option('--threshold <score>', 'a segment begins where the frame score reaches this', number)
    .option('--release <score>', 'and lasts while it stays at or above this', number)
    .option('--merge-gap <seconds>', 'closer segments become one', number)
    .option('--min-length <seconds>', 'shorter segments are dropped', number)
    .option('--padding <seconds>', 'added on both sides', number)
}

export function ruleFrom(options: RuleOptions): MethodInput<'segments.list'>['rule'] {
  const { threshold, release, mergeGap, minLength, padding } = options
  return {
    threshold,
    release,
    mergeGapSec: mergeGap,
    minLengthSec: minLength,
    paddingSec: padding,
  }
}

export function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError(`"${text}" is not a number.`)
  return value
}

export function wholeNumber(text: string): number {
  const value = number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError(`"${text}" is not a whole number of at least 1.`)
  return value
}
