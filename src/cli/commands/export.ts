import { type Command, InvalidArgumentError, Option } from 'commander'
import { path as filePath } from '#cli/argument-parsers.ts'
import { type Context, jsonOption, withCore } from '#cli/context.ts'
import { note, type Output, print, printJson } from '#cli/output.ts'
import { formatTable } from '#cli/table.ts'
import { counted } from '#cli/words.ts'
import type { Exported } from '#contract/export.ts'
import {
  EXPORT_DEFAULTS,
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportOptions,
  OPTION_VALUES,
} from '#contract/export-formats.ts'
import type { ExportVerification } from '#contract/manifest.ts'
import { addFilterOptions, type FilterOptions, filterFrom } from './segments.ts'

const HELP = `
The flags are those of "flagreel segments list", with the same options. A
manifest goes beside the file, FILE.manifest.json, with the SHA-256 of every
video and of all that was written: a video that was not exported before is read
whole for it. A list that does not fit into one file (an EDL of more than 999
events or of several frame rates, a WebVTT of several videos) becomes several,
named after the first. docs/exports.md says what each format holds and which
programs read it.

What was exported is marked in the review, with the file; exporting it again is
said on stderr. Files appear whole or not at all; one that exists is kept unless
you add --overwrite, which replaces an export and what it left beside it.

Examples:
  flagreel export --format csv --out flags.csv --verdict not-dismissed
  flagreel export --format json --out fights.json --class fighting
  flagreel export --format edl --out flags.edl --layout in-place
  flagreel export verify flags.csv.manifest.json`

type ListOptions = FilterOptions &
  ExportOptions & {
    readonly format?: ExportFormat
    readonly out?: string
    readonly overwrite?: boolean
  }

export function registerExport(program: Command, context: Context): void {
  const command = program
    .command('export')
    .description('Writes the flagged segments of the library to files.')
    .usage('--format <format> --out <file> [options]')
    // Not mandatory for commander, which would ask for them with "verify", too.
    .addOption(new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS))
    .option('--out <file>', 'where to write it', outPath)
    .option('--overwrite', 'replace the file, and what the export there left beside it')
    .addOption(
      choice(
        '--layout <layout>',
        'layout',
        'flags cut out and put one after another, or in their video (edl, otio, fcpxml)',
      ),
    )
    .addOption(
      choice(
        '--timecode <kind>',
        'timecode',
        "how 29.97 and 59.94 are counted; auto: as the file's start timecode, else with drop frame (csv, edl, fcpxml)",
      ),
    )
    .addOption(
      choice('--cues <kind>', 'cues', 'chapters to read, JSON for programs, or both (vtt)'),
    )
  addFilterOptions(command)
    .addHelpText('after', HELP)
    .action((options: ListOptions) => writeList(options, command, context))
  registerVerify(command, context)
}

function choice(flags: string, option: keyof typeof OPTION_VALUES, description: string): Option {
  const standard = `default: ${EXPORT_DEFAULTS[option]}`
  return new Option(flags, `${description}; ${standard}`).choices(OPTION_VALUES[option])
}

async function writeList(options: ListOptions, command: Command, context: Context) {
  const { format, out, overwrite = false, layout, timecode, cues } = options
  if (format === undefined) return command.error(missing('--format <format>'))
  if (out === undefined) return command.error(missing('--out <file>'))
  await withCore(context, command, async (core) => {
    const given = { format, out, overwrite, options: { layout, timecode, cues } }
    const exported = await core.call(
      'export.write',
      { ...filterFrom(options), ...given },
      { signal: context.signal },
    )
    tell(context.output, exported)
  })
}

function missing(option: string): string {
  return `error: required option '${option}' not specified`
}

function tell(output: Output, { paths, manifest, segments, ...more }: Exported): void {
  const { repeated, last, problems, model } = more
  const [first = '', ...others] = paths.map((path) => JSON.stringify(path))
  const place = others.length === 0 ? first : counted(paths.length, 'file')
  note(output, `Wrote ${counted(segments, 'segment')} to ${place}.`)
  if (others.length > 0) for (const path of [first, ...others]) note(output, `  ${path}`)
  note(output, `Manifest: ${JSON.stringify(manifest)}`)
  if (last)
    note(
      output,
      `warning: ${repeated} of them had been exported before, the last time to ${JSON.stringify(last.place)}.`,
    )
  for (const { file, problem } of problems.slice(0, MOST_PROBLEMS))
    note(output, `warning: ${JSON.stringify(file)}: ${problem}`)
  if (problems.length > MOST_PROBLEMS)
    note(output, `warning: and ${problems.length - MOST_PROBLEMS} more, in the manifest.`)
  if (model.note) note(output, model.note)
}

/** A drive that is away would fill the screen. */
const MOST_PROBLEMS = 5

const VERIFY_HELP = `
Reads again what the manifest names, beside it and where the videos were, and
compares sizes and SHA-256. What differs, is missing or cannot be read makes the
exit code 1. A video that was not there when it was exported has nothing to
compare with; that is said, and is no failure.

Example:
  flagreel export verify flags.csv.manifest.json --outputs-only`

interface VerifyOptions {
  readonly outputsOnly?: boolean
  readonly json?: boolean
}

function registerVerify(parent: Command, context: Context): void {
  const command = parent
    .command('verify')
    .description('Checks an export and its videos against the manifest.')
    .argument('<manifest>', 'the .manifest.json beside the export', filePath)
    .option('--outputs-only', 'leave out the videos')
    .addOption(jsonOption())
    .addHelpText('after', VERIFY_HELP)
    .action(async (manifest: string, { outputsOnly = false, json }: VerifyOptions) => {
      await withCore(context, command, async (core) => {
        const input = { manifest, outputsOnly }
        const found = await core.call('export.verify', input, { signal: context.signal })
        if (json) printJson(context.output, found)
        else printVerification(context.output, found)
        if (!found.ok) context.status.exitCode = 1
      })
    })
}

function printVerification(output: Output, { checks, ok }: ExportVerification): void {
  print(
    output,
    formatTable(checks, [
      { title: 'STATE', value: ({ state }) => state },
      { title: 'KIND', value: ({ kind }) => kind },
      { title: 'FILE', value: ({ path }) => path },
      { title: 'DETAIL', value: ({ detail }) => detail },
    ]),
  )
  const same = checks.filter(({ state }) => state === 'same').length
  note(output, `${same} of ${checks.length} are proven the same.${ok ? '' : ' Others are not.'}`)
}

/** "-" is stdout elsewhere; here it would silently be a file of that name. */
function outPath(text: string): string {
  if (text !== '-') return filePath(text)
  throw new InvalidArgumentError(
    'It must be a file; for stdout there is "flagreel segments list --json".',
  )
}
