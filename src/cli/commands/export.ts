import { type Command, Option } from 'commander'
import { type Context, withCore } from '#cli/context.ts'
import { note } from '#cli/output.ts'
import { addFilterOptions, type FilterOptions, filterFrom } from './segments.ts'

const HELP = `
Examples:
  flagreel export --format csv --out flags.csv
  flagreel export --format json --out fights.json --class fighting --min-score 0.8`

type ExportOptions = FilterOptions & {
  readonly format: 'csv' | 'json'
  readonly out: string
  readonly overwrite?: boolean
}

export function registerExport(program: Command, context: Context): void {
  const command = program
    .command('export')
    .description('Writes the flagged segments of the library to a file.')
    .addOption(
      new Option('--format <format>', 'of the list').choices(['csv', 'json']).makeOptionMandatory(),
    )
    .requiredOption('--out <file>', 'where to write it')
    .option('--overwrite', 'replace the file if it exists')
  addFilterOptions(command)
    .addHelpText('after', HELP)
    .action(async (options: ExportOptions) => {
      await withCore(context, command, async (core) => {
        const { format, out, overwrite } = options
        const input = { ...filterFrom(options), format, out, overwrite: overwrite ?? false }
        const { path, segments } = await core.call('export.write', input, {
          signal: context.signal,
        })
        note(context.output, `Wrote ${segments} segments to ${path}.`)
      })
    })
}
