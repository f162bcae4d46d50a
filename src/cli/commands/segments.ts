import { type Command, Option } from 'commander'
import { eachText, path, score } from '#cli/argument-parsers.ts'
import {
  type Context,
  jsonOption,
  modelOption,
  storedPrecisionOption,
  withCore,
} from '#cli/context.ts'
import { printJson } from '#cli/output.ts'
import { addRuleOptions, type RuleOptions, ruleFrom } from '#cli/rule-options.ts'
import { printSegments } from '#cli/segment-table.ts'
import type { MethodInput } from '#contract/api.ts'
import type { ImagePrecision } from '#contract/bundle.ts'
import { VERDICT_CHOICES, type VerdictChoice } from '#contract/export.ts'
import type { SegmentList } from '#contract/results.ts'

const HELP = `
Segments are computed from the stored scores each time: another threshold costs
nothing, and no video is opened. The table is that of "flagreel scan". These are
the flags of the review, under the rule that was set there: with the classes,
ranges and verdicts of people, and with what they decided about ranges that the
rule no longer finds.

--mode proposals judges each class by itself, as the VadCLIP paper does for its
localisation metric: segments of different classes may overlap, and the options
under "What is flagged" do not apply.

Examples:
  flagreel segments list --class fighting --min-score 0.8
  flagreel segments list --file clip.mp4 --threshold 0.3 --release 0.2
  flagreel segments list --mode proposals --json`

export interface FilterOptions extends RuleOptions {
  readonly verdict?: VerdictChoice
  readonly flag?: string[]
  readonly class?: string
  readonly minScore?: number
  readonly file?: string
  readonly model?: string
  readonly precision?: ImagePrecision
  readonly mode?: 'rule' | 'proposals'
}

export function registerSegments(program: Command, context: Context): void {
  const segments = program.command('segments').description('What is flagged, from the library.')
  const list = segments.command('list').description('Lists the flagged segments of the library.')
  addFilterOptions(list)
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (options: FilterOptions & { json?: boolean }) => {
      await withCore(context, list, async (core) => {
        const result = await core.call('segments.list', filterFrom(options), {
          signal: context.signal,
        })
        if (options.json) printJson(context.output, result)
        else printSegments(context.output, result, { ifNone: whyNothing(options, result) })
      })
    })
}

export function addFilterOptions(command: Command): Command {
  return addRuleOptions(
    command
      .addOption(
        new Option('--verdict <choice>', 'only what was decided so')
          .choices(VERDICT_CHOICES)
          .default('all'),
      )
      .option('--class <id>', "only this class, a person's before the model's")
      .option('--min-score <score>', 'only segments whose score reaches this', score)
      .option('--file <path>', 'only this video', path)
      .option('--flag <key>', 'only this flag, by its "key" in --json; repeatable', eachText)
      .addOption(modelOption())
      .addOption(storedPrecisionOption())
      .addOption(
        new Option(
          '--mode <mode>',
          'rule: where the frame score is high; proposals: each class by itself',
        )
          .choices(['rule', 'proposals'])
          .default('rule'),
      ),
  )
}

export function filterFrom(options: FilterOptions): MethodInput<'segments.list'> {
  const { minScore, file, model, precision, mode, verdict: verdicts, flag: flags } = options
  const rule = ruleFrom(options)
  return { verdicts, class: options.class, minScore, file, flags, model, precision, mode, rule }
}

function whyNothing(options: FilterOptions, { videos, rule }: SegmentList): string {
  if (videos === 0) return 'No video has scores of this model yet. Scan first: flagreel scan <path>'
  const filters = [options.class, options.minScore, options.file, options.flag]
  const isFiltered = filters.some((x) => x !== undefined) || options.verdict !== 'all'
  const what = isFiltered ? 'No flagged segment fits these filters' : 'Nothing is flagged'
  return rule ? `${what} at the threshold ${rule.threshold}.` : `${what}.`
}
