import { type Command, Option } from 'commander'
import { path } from '#cli/argument-parsers.ts'
import { type Context, deviceOption, jsonOption, modelOption, withCore } from '#cli/context.ts'
import { evaluationText } from '#cli/evaluation-text.ts'
import { note, print, printJson } from '#cli/output.ts'

const HELP = `
AUC and AP are over the frames of all videos, ANO-AUC over those of abnormal
videos; mAP counts the proposals that overlap a true segment of their class by
at least so much (IoU). All are percentages. * marks the branch that the model
flags by. Where its labels are those of UCF-Crime or XD-Violence the paper's
row stands beside. docs/evaluation.md tells what to download from its authors.

Without --features the scores of the library are measured: its videos that the
ground truth does not name count as normal.

Examples:
  flagreel evaluate --model ID --features ucf_CLIP_rgbtest.csv
    --root ~/UCFClipFeatures --ground-truth Temporal_Anomaly_Annotation.txt
  flagreel evaluate --ground-truth truth.csv --json`

interface EvaluateOptions {
  readonly model?: string
  readonly features?: string
  readonly root?: string
  readonly groundTruth: string
  readonly format?: 'ucf' | 'xd' | 'csv'
  readonly releasedQuirks?: boolean
  readonly json?: boolean
}

export function registerEvaluate(program: Command, context: Context): void {
  const command = program
    .command('evaluate')
    .description("Measures a model against a ground truth with the paper's metrics.")
    .addHelpText('after', HELP)
  command
    .addOption(modelOption())
    .option('--features <list>', 'list of .npy files, "path,label" a line', path)
    .option('--root <folder>', 'where the listed files are, if not at their paths', path)
    .requiredOption('--ground-truth <file>', 'which frames are abnormal', path)
    .addOption(
      new Option('--format <format>', 'of the ground truth (default: by its content)').choices([
        'ucf',
        'xd',
        'csv',
      ]),
    )
    .option(
      '--released-quirks',
      "average mAP as the authors' code does, over classes without ground truth too, and 0 when one has no proposal " +
        "(default for the authors' formats)",
    )
    .option('--no-released-quirks', 'average mAP over the classes with ground truth')
    .addOption(deviceOption())
    .addOption(jsonOption())
    .action(async ({ json, ...options }: EvaluateOptions) => {
      if (options.root !== undefined && options.features === undefined)
        command.error('error: --root goes with --features: add it, or leave --root out.')
      const { model, features, root, groundTruth, format, releasedQuirks } = options
      const input = { model, features, root, groundTruth, format, releasedQuirks }
      await withCore(context, command, async (core) => {
        const result = await core.call('evaluate.run', input, { signal: context.signal })
        if (json) return printJson(context.output, result)
        print(context.output, evaluationText(result))
        if (result.model.note) note(context.output, result.model.note)
      })
    })
}
