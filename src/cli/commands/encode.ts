import type { Command } from 'commander'
import { path } from '#cli/argument-parsers.ts'
import {
  type Context,
  deviceOption,
  jsonOption,
  modelOption,
  precisionOption,
  withCore,
} from '#cli/context.ts'
import { note, print, printJson } from '#cli/output.ts'
import type { Precision } from '#contract/api.ts'

interface ImageOptions {
  readonly model?: string
  readonly pixels: string
  readonly precision: Precision
  readonly json?: boolean
}

const IMAGE_HELP = `
Frames must have the size that the model reads (H and W; 224 for CLIP ViT-B/16).
A feature is one row of D numbers a frame, not normalised.

Example:
  flagreel encode image --pixels frames.npy --json > features.json`

const TEXT_HELP = `
An embedding is one row of D numbers a prompt, not normalised. A VadCLIP model
puts its learned prompt around the words. Prompts of your own need a model that
was imported with CLIP's vocabulary.

Examples:
  flagreel encode text --json
  flagreel encode text "a video of a riot" --json`

export function registerEncode(program: Command, context: Context): void {
  const encode = program.command('encode').description('Runs one CLIP tower of a model alone.')
  registerImage(encode, context)
  registerText(encode, context)
}

function registerImage(encode: Command, context: Context): void {
  const command = encode.command('image').description('Runs the image tower on frames.')
  command
    .addHelpText('after', IMAGE_HELP)
    .addOption(modelOption())
    .requiredOption(
      '--pixels <file>',
      '.npy file: uint8 [n,H,W,3] RGB, or float32 [n,3,H,W] already normalised',
      path,
    )
    .addOption(precisionOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .action(async ({ model, pixels, precision, json }: ImageOptions) => {
      await withCore(context, command, async (core) => {
        const input = { model, pixels, precision }
        const { features } = await core.call('encode.image', input, { signal: context.signal })
        if (json) return printJson(context.output, { features })
        printRows(
          context,
          features.map((row, i) => [`frame ${i}`, row]),
        )
      })
    })
}

function registerText(encode: Command, context: Context): void {
  const command = encode.command('text').description('Runs the text tower on prompts.')
  command
    .addHelpText('after', TEXT_HELP)
    .argument('[prompt...]', "texts (default: the model's own class prompts)")
    .addOption(modelOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .action(async (prompts: string[], options: { model?: string; json?: boolean }) => {
      await withCore(context, command, async (core) => {
        const { model, json } = options
        const result = await core.call(
          'encode.text',
          { model, prompts },
          { signal: context.signal },
        )
        if (json) return printJson(context.output, result)
        printRows(
          context,
          result.labels.map((label, i) => [label, result.embeddings[i] ?? []]),
        )
      })
    })
}

/** A look at the vectors: the whole of them is what --json is for. */
function printRows({ output }: Context, rows: readonly (readonly [string, readonly number[]])[]) {
  for (const [name, values] of rows) {
    const shown = values.slice(0, 6).map((value) => value.toFixed(4))
    const norm = Math.hypot(...values).toFixed(4)
    print(output, `${name}  [${values.length}]  norm ${norm}  ${shown.join(' ')} …`)
  }
  note(output, 'All values: add --json.')
}
