import type { Command } from 'commander'
import { path } from '#cli/argument-parsers.ts'
import { type Context, deviceOption, jsonOption, modelOption, withCore } from '#cli/context.ts'
import { note, print, printJson } from '#cli/output.ts'
import { formatTable } from '#cli/table.ts'

const HELP = `
Features are what the model's CLIP image tower makes of a video: one row of D
numbers a snippet of 16 frames, D as the model has it. The file may come from
another program. PROB1 is the classifier's score, PROB2 that of the alignment
branch (1 minus the probability of the normal class).

Examples:
  flagreel detect --features clip.npy
  flagreel detect --features clip.npy --json > clip.json`

export function registerDetect(program: Command, context: Context): void {
  const command = program
    .command('detect')
    .description('Runs the detector alone, on the features of one video.')
    .addHelpText('after', HELP)
  command
    .addOption(modelOption())
    .requiredOption('--features <file>', '.npy file, float32 [n, D]', path)
    .addOption(deviceOption())
    .addOption(jsonOption())
    .action(async (options: { model?: string; features: string; json?: boolean }) => {
      await withCore(context, command, async (core) => {
        const { model, features, json } = options
        const result = await core.call(
          'detect.run',
          { model, features },
          { signal: context.signal },
        )
        if (json) return printJson(context.output, result)
        const rows = result.prob2.map((prob2, i) => ({ i, prob1: result.prob1?.[i], prob2 }))
        print(
          context.output,
          formatTable(rows, [
            { title: 'SNIPPET', align: 'right', value: (row) => String(row.i) },
            { title: 'PROB1', align: 'right', value: (row) => row.prob1?.toFixed(4) ?? '–' },
            { title: 'PROB2', align: 'right', value: (row) => row.prob2.toFixed(4) },
          ]),
        )
        if (result.model.note) note(context.output, result.model.note)
        note(context.output, 'Class probabilities and logits: add --json.')
      })
    })
}
