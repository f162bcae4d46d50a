import { type Command, InvalidArgumentError, Option } from 'commander'
import { path as filePath } from '#cli/argument-parsers.ts'
import { type Context, withCore } from '#cli/context.ts'
import { note } from '#cli/output.ts'
import { counted } from '#cli/words.ts'
import { EXPORT_FORMATS, type ExportFormat } from '#contract/export.ts'
import { addFilterOptions, type FilterOptions, filterFrom } from './segments.ts'

const HELP = `
Rows or objects are those of "flagreel segments list", with the same options.
What was exported is marked in the review, with the file; exporting it again is
said on stderr. The file appears whole or not at all; one that exists is kept
unless you add --overwrite. docs/json.md describes both formats.

Examples:
  flagreel export --format csv --out flags.csv --verdict not-dismissed
  flagreel export --format json --out fights.json --class fighting`

type ExportOptions = FilterOptions & {
  readonly format: ExportFormat
  readonly out: string
  readonly overwrite?: boolean
}

export function registerExport(program: Command, context: Context): void {
  const command = program
    .command('export')
    .description('Writes the flagged segments of the library to a file.')
    .addOption(
      new Option('--format <format>', 'what to write')
        .choices(EXPORT_FORMATS)
        .makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'where to write it', outPath)
    .option('--overwrite', 'replace the file if it exists')
  addFilterOptions(command)
    .addHelpText('after', HELP)
    .action(async (options: ExportOptions) => {
      await withCore(context, command, async (core) => {
        const { format, out, overwrite } = options
        const input = { ...filterFrom(options), format, out, overwrite: overwrite ?? false }
        const { path, segments, repeated, last, model } = await core.call('export.write', input, {
          signal: context.signal,
        })
        note(context.output, `Wrote ${counted(segments, 'segment')} to ${JSON.stringify(path)}.`)
        if (last)
          note(
            context.output,
            `warning: ${repeated} of them had been exported before, the last time to ${JSON.stringify(last.place)}.`,
          )
        if (model.note) note(context.output, model.note)
      })
    })
}

/** "-" is stdout elsewhere; here it would silently be a file of that name. */
function outPath(text: string): string {
  if (text !== '-') return filePath(text)
  throw new InvalidArgumentError(
    'It must be a file; for stdout there is "flagreel segments list --json".',
  )
}
