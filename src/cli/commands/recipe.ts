import type { Command } from 'commander'
import { path, wholeNumber } from '#cli/argument-parsers.ts'
import { type Context, deviceOption, jsonOption, modelOption, withCore } from '#cli/context.ts'
import { print, printJson } from '#cli/output.ts'
import { formatTable } from '#cli/table.ts'
import { type RecipeMatch, SINGLE_CROPS } from '#contract/evaluation.ts'

const HELP = `
Features that came from elsewhere fit a model only when they were made in the
same way: which frames of 16, how resized, how cropped. This makes the features
of the video's first snippets in every way that Flagreel knows and compares
each with the given rows, also those of a single crop of ten, as the authors
keep a file for each, where one fits better. A cosine of 0.999 or more is a
match; features of the paper's authors reach about 0.9, for they never published
how frames were taken.

Example:
  flagreel recipe match --video Abuse028_x264.mp4
    --features Abuse028_x264__5.npy --model ID`

interface MatchOptions {
  readonly video: string
  readonly features: string
  readonly model?: string
  readonly snippets?: number
  readonly json?: boolean
}

/** What a scan can do, and above it the single crops that fit better. */
function listed({ recipes }: RecipeMatch): RecipeMatch['recipes'] {
  const isSingle = ({ crop }: RecipeMatch['recipes'][number]) =>
    SINGLE_CROPS.some((name) => name === crop)
  const best = recipes.findIndex((recipe) => !isSingle(recipe))
  return recipes.filter((recipe, place) => place < best || !isSingle(recipe))
}

export function registerRecipe(program: Command, context: Context): void {
  const recipe = program.command('recipe').description('How features are made of a video.')
  const match = recipe.command('match').description('Finds the recipe of given features.')
  match
    .requiredOption('--video <file>', 'the video that the features are of', path)
    .requiredOption('--features <file>', '.npy file of floats, [n, D]', path)
    .addOption(modelOption())
    .option('--snippets <count>', 'how many to compare, at most 256 (default: 4)', wholeNumber)
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async ({ json, video, features, model, snippets }: MatchOptions) => {
      await withCore(context, match, async (core) => {
        const input = { video, features, model, snippets }
        const result = await core.call('recipe.match', input, { signal: context.signal })
        if (json) return printJson(context.output, result)
        print(
          context.output,
          formatTable(listed(result), [
            { title: 'MEAN', align: 'right', value: ({ mean }) => mean.toFixed(4) },
            { title: 'MIN', align: 'right', value: ({ min }) => min.toFixed(4) },
            { title: 'FRAMES', value: ({ frames }) => frames },
            { title: 'RESIZE', value: ({ resize }) => resize },
            { title: 'CROP', value: ({ crop }) => crop },
          ]),
        )
      })
    })
}
