import type { Command } from 'commander'
import { type Context, deviceOption, jsonOption, modelOption, withCore } from '#cli/context.ts'
import { note, print, printJson } from '#cli/output.ts'
import { formatTable } from '#cli/table.ts'

export function registerDetect(program: Command, context: Context): void {
  const command = program
    .command('detect')
    .description('Runs the detector alone on CLIP features of one video, [n, D] in a .npy file.')
  command
    .addOption(modelOption())
    .requiredOption('--features <file>', 'features, one row a snippet (.npy)')
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
        note(context.output, 'Class probabilities and logits: add --json.')
      })
    })
}
