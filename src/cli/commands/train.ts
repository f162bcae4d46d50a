import { type Command, Option } from 'commander'
import { path, positive, seed, share, wholeNumber } from '#cli/argument-parsers.ts'
import { type Context, deviceOption, jsonOption, withCore } from '#cli/context.ts'
import { note, type Output, print, printJson } from '#cli/output.ts'
import type { MethodInput } from '#contract/api.ts'
import { ABLATION_NAMES, type TrainingResult } from '#contract/training.ts'

const HELP = `
Learns from videos of which only the classes are known, not the seconds: a list
of .npy features (path,label) or of videos in the library (file,label). CLIP
stays as it is; the detector and the prompt are trained. Everything that is
wrong with the lists or the features is said before the first step.

The folder keeps the run: its state, log.jsonl and plot.svg. A training that was
stopped or killed goes on when the same command is run again. The same lists,
settings and seed give the same model. docs/training.md explains all of it.

Examples:
  flagreel train --features list/ucf_CLIP_rgb.csv --root ~/UCFClipFeatures \\
    --preset ucf --model vadclip-ucf-crime-1a2b3c4d --out runs/ucf
  flagreel train --library-labels labels.csv --config my.json --out runs/mine \\
    --validation 0.2
  flagreel train --features list.csv --preset xd --out runs/xd --ablation lgt`

type TrainOptions = MethodInput<'train.run'> & { readonly json?: boolean }

export function registerTrain(program: Command, context: Context): void {
  const command = program
    .command('train')
    .description('Trains a detector from videos and their classes.')
    .addHelpText('after', HELP)
  addDataOptions(command)
  addSettingOptions(command)
  command
    .requiredOption('--out <folder>', 'where the run is kept, and goes on from', path)
    .addOption(deviceOption())
    .option('--threads <n>', 'threads on the CPU (default: one a core)', wholeNumber)
    .addOption(jsonOption())
    .action(async ({ json, ...input }: TrainOptions) => {
      await withCore(context, command, async (core) => {
        const result = await core.call('train.run', input, { signal: context.signal })
        if (json) printJson(context.output, result)
        else printResult(context.output, result)
      })
    })
}

function addDataOptions(command: Command): void {
  command
    .addOption(
      new Option('--features <list>', "CSV path,label of .npy features, as the authors' lists")
        .argParser(path)
        .conflicts('libraryLabels'),
    )
    .option('--root <folder>', 'where to look for features that the list has elsewhere', path)
    .option('--library-labels <file>', 'CSV file,label of videos that the library has', path)
    .option('--model <id>', 'the model whose CLIP made the features (default: the default model)')
}

function addSettingOptions(command: Command): void {
  command
    .addOption(
      new Option('--preset <name>', 'labels and settings of a released training')
        .choices(['ucf', 'xd'])
        .conflicts('config'),
    )
    .option('--config <file>', 'JSON with labels and settings', path)
    .addOption(
      new Option('--ablation <name>', "a row of the paper's ablation tables").choices(
        ABLATION_NAMES,
      ),
    )
    .option('--epochs <n>', 'how often every video is seen', wholeNumber)
    .option('--learning-rate <rate>', 'of AdamW, at the beginning', positive)
    .option('--batch <n>', 'videos in a step', wholeNumber)
    .option('--seed <n>', 'decides starting values, batches and validation videos', seed)
    .option('--validation <share>', 'share of the videos of each class to validate with', share)
    .option('--name <name>', 'of the model that is made')
}

function printResult(
  output: Output,
  { model, name, note: said, best, epochs, log, plot }: TrainingResult,
) {
  print(output, `Trained ${model}: ${name}.`)
  print(
    output,
    best
      ? `Best epoch: ${best.epoch} of ${epochs}, validation score ${best.score.toFixed(4)}.`
      : `Last epoch kept (${epochs}): nothing was validated.`,
  )
  if (said) note(output, said)
  print(output, `Log: ${log}`)
  print(output, `Plot: ${plot}`)
  note(output, `To scan with it: flagreel scan --model ${model} <path>`)
  note(output, `To make it the default: flagreel models default ${model}`)
}
