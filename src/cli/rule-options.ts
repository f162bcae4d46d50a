import { type Command, Option } from 'commander'
import type { MethodInput } from '#contract/api.ts'
import { score, seconds } from './argument-parsers.ts'

export interface RuleOptions {
  readonly threshold?: number
  readonly release?: number
  readonly mergeGap?: number
  readonly minLength?: number
  readonly padding?: number
}

const GROUP = "What is flagged (each replaces one part of the model's own rule):"

/** The segment rule as options; each replaces one part of the model's own rule. */
export function addRuleOptions(command: Command): Command {
  const rule = (flags: string, description: string, parse: (text: string) => number) =>
    new Option(flags, description).argParser(parse).helpGroup(GROUP)
  return command
    .addOption(rule('--threshold <score>', 'a segment begins where the score reaches this', score))
    .addOption(rule('--release <score>', 'and lasts while it stays at or above this', score))
    .addOption(rule('--merge-gap <seconds>', 'segments closer than this become one', seconds))
    .addOption(rule('--min-length <seconds>', 'shorter segments are dropped', seconds))
    .addOption(rule('--padding <seconds>', 'added before and after each segment', seconds))
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
