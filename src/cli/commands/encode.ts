import type { Command } from 'commander'
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

export function registerEncode(program: Command, context: Context): void {
  const encode = program.command('encode').description("A model's CLIP towers, each alone.")
  registerImage(encode, context)
  registerText(encode, context)
}

function registerImage(encode: Command, context: Context): void {
  const command = encode.command('image').description('Runs the image tower on frames.')
  command
    .addOption(modelOption())
    .requiredOption(
      '--pixels <file>',
      'frames (.npy): uint8 [n,H,W,3] RGB, or float32 [n,3,H,W] already normalised',
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
    .argument('[prompt...]', "prompts; none: the model's own label set")
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
