import type { Command } from 'commander'
import { path } from '#cli/argument-parsers.ts'
import {
  type Context,
  jsonOption,
  modelOption,
  storedPrecisionOption,
  withCore,
} from '#cli/context.ts'
import { note, print, printJson } from '#cli/output.ts'
import { scoresCsv } from '#cli/scores-csv.ts'
import { formatTable } from '#cli/table.ts'
import { formatTime } from '#cli/time.ts'
import type { ImagePrecision } from '#contract/bundle.ts'
import type { FileScores } from '#contract/results.ts'

interface ScoresOptions {
  readonly model?: string
  readonly precision?: ImagePrecision
  readonly json?: boolean
  readonly csv?: boolean
  readonly perFrame?: boolean
}

const HELP = `
One row a snippet: 16 frames, which all have its score. SCORE is the score that
flags, PROB1 the classifier's (– for a zero-shot model), PROB2 that of the
alignment branch, CLASS the likeliest class, "normal" included.

Examples:
  flagreel scores show clip.mp4
  flagreel scores show clip.mp4 --csv > snippets.csv
  flagreel scores show clip.mp4 --csv --per-frame > frames.csv`

export function registerScores(program: Command, context: Context): void {
  const scores = program.command('scores').description('Scores of a video, from the library.')
  const show = scores.command('show').description('Shows the stored scores of a video.')
  show
    .argument('<file>', 'a video that has been scanned', path)
    .addOption(modelOption())
    .addOption(storedPrecisionOption())
    .addOption(jsonOption().conflicts('csv'))
    .option('--csv', 'print comma-separated values')
    .option('--per-frame', 'one row a frame instead of one a snippet (with --csv)')
    .addHelpText('after', HELP)
    .action(async (file: string, options: ScoresOptions) => {
      if (options.perFrame && !options.csv)
        show.error('error: --per-frame goes with --csv: add it, or leave --per-frame out.')
      await withCore(context, show, async (core) => {
        const { model, precision } = options
        const input = { file, model, precision }
        const result = await core.call('scores.show', input, { signal: context.signal })
        if (options.json) printJson(context.output, result)
        else if (options.csv) {
          for (const line of scoresCsv(result, { perFrame: options.perFrame ?? false }))
            context.output.stdout.write(line)
          if (result.model.note) note(context.output, result.model.note)
        } else printScores(context, result)
      })
    })
}

function printScores({ output }: Context, { snippets, labels, model }: FileScores): void {
  const best = (probabilities: readonly number[]) => {
    const top = Math.max(...probabilities)
    return `${labels[probabilities.indexOf(top)]?.id} ${top.toFixed(2)}`
  }
  print(
    output,
    formatTable(snippets, [
      { title: 'FRAME', align: 'right', value: (row) => String(row.startFrame) },
      { title: 'TIME', align: 'right', value: (row) => formatTime(row.startSec) },
      { title: 'SCORE', align: 'right', value: (row) => row.score.toFixed(4) },
      { title: 'PROB1', align: 'right', value: (row) => row.prob1?.toFixed(4) ?? '–' },
      { title: 'PROB2', align: 'right', value: (row) => row.prob2.toFixed(4) },
      { title: 'CLASS', value: (row) => best(row.classProbabilities) },
    ]),
  )
  if (model.note) note(output, model.note)
}
