import { type Command, InvalidArgumentError, Option } from 'commander'
import { path as filePath, seconds } from '#cli/argument-parsers.ts'
import { type Context, jsonOption, withCore } from '#cli/context.ts'
import { printExportPlan } from '#cli/export-plan.ts'
import { note, noteError, type Output, print, printJson } from '#cli/output.ts'
import { formatTable } from '#cli/table.ts'
import { counted } from '#cli/words.ts'
import type { Exported } from '#contract/export.ts'
import {
  EXPORT_DEFAULTS,
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportOptions,
  type ListedOption,
  MOST_HANDLE_SEC,
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

clips cuts the flags out of their videos, into the folder of --out. A copy keeps
every picture as it is and begins at the key frame before the flag; --plan says
how much earlier that is, and writes nothing. --exact encodes anew, from the
first frame of the flag to its last. Clips never take the place of a file, and
those that an earlier run finished are kept: run it again to go on. A --name has
fields in braces: {name} {index} {in} {out} {class} {score} {verdict} {mode}
{content}. A clip that cannot be made does not stop the others; the exit code is
then 1.

sheet draws stills of the flags as PNG pages, html writes a report with stills
and score curves, to read, send and print. The desktop app makes PDF of it.

What was exported is marked in the review, with the file; exporting it again is
said on stderr. Files appear whole or not at all; one that exists is kept unless
you add --overwrite, which replaces an export and what it left beside it.

Examples:
  flagreel export --format csv --out flags.csv --verdict not-dismissed
  flagreel export --format json --out fights.json --class fighting
  flagreel export --format edl --out flags.edl --layout in-place
  flagreel export --format clips --out clips --handles 2 --plan
  flagreel export --format clips --out clips --exact --reel
  flagreel export --format html --out report.html --protect
  flagreel export verify flags.csv.manifest.json`

interface CommandOptions
  extends FilterOptions,
    Pick<ExportOptions, ListedOption | 'reel' | 'name' | 'protect' | 'bom'> {
  readonly format?: ExportFormat
  readonly out?: string
  readonly overwrite?: boolean
  readonly exact?: boolean
  readonly handles?: Handles
  readonly plan?: boolean
}

type Handles = Required<Pick<ExportOptions, 'beforeSec' | 'afterSec'>>

/** The command has no printer. */
const FORMATS = EXPORT_FORMATS.filter((format) => format !== 'pdf')

export function registerExport(program: Command, context: Context): void {
  const command = program
    .command('export')
    .description('Writes the flagged segments of the library to files.')
    .usage('--format <format> --out <path> [options]')
    // Not mandatory for commander, which would ask for them with "verify", too.
    .addOption(new Option('--format <format>', 'what to write').choices(FORMATS))
    .option('--out <path>', 'the file to write; of clips the folder', outPath)
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
    .option('--exact', 'encode clips anew, to the frame, instead of copying (clips)')
    .option(
      '--handles <seconds>',
      'so much more before and after each flag; 2/5 for two before and five after (clips)',
      handles,
    )
    .option('--reel', 'one clip a video, with all its flags one after another (clips)')
    .option('--name <template>', `names of the clips; default: ${EXPORT_DEFAULTS.name} (clips)`)
    .option('--plan', 'say what would be cut and write nothing (clips)')
    .addOption(
      choice(
        '--stills <which>',
        'stills',
        'the frame of the highest score, or the first, that and the last (sheet, html)',
      ),
    )
    .option('--bom', 'mark the file as UTF-8, which Excel needs for names that are not ASCII (csv)')
    .option('--protect', 'stills as protected viewing shows them (sheet, html)')
  addFilterOptions(command)
    .addHelpText('after', HELP)
    .action((options: CommandOptions) => run(options, command, context))
  registerVerify(command, context)
}

function handles(text: string): Handles {
  const parts = text.split('/').map(seconds)
  const [beforeSec = 0, afterSec = beforeSec] = parts
  if (parts.length <= 2 && Math.max(beforeSec, afterSec) <= MOST_HANDLE_SEC)
    return { beforeSec, afterSec }
  throw new InvalidArgumentError('It must be seconds up to an hour, as 2, or 2/5 for two numbers.')
}

function choice(flags: string, option: ListedOption, description: string): Option {
  const standard = `default: ${EXPORT_DEFAULTS[option]}`
  return new Option(flags, `${description}; ${standard}`).choices(OPTION_VALUES[option])
}

async function run(options: CommandOptions, command: Command, context: Context) {
  const { format, out, overwrite = false, plan = false } = options
  if (format === undefined) return command.error(missing('--format <format>'))
  if (out === undefined) return command.error(missing('--out <path>'))
  if (plan && format !== 'clips')
    return command.error(`error: option '--plan' is for clips, not for ${format}`)
  const { signal, output, status } = context
  const given = { ...filterFrom(options), options: optionsFrom(options), out }
  await withCore(context, command, async (core) => {
    const { failures } = plan
      ? printExportPlan(output, await core.call('export.plan', given, { signal }))
      : tell(output, await core.call('export.write', { ...given, format, overwrite }, { signal }))
    for (const { file, message } of failures)
      noteError(output, 'FAILED', { message: `${file}: ${message}` })
    if (failures.length > 0) status.exitCode = 1
  })
}

function optionsFrom({ exact, handles: given, ...options }: CommandOptions): ExportOptions {
  const { layout, timecode, cues, stills, reel, name, protect, bom } = options
  const cut = exact ? 'exact' : undefined
  const { beforeSec, afterSec } = given ?? {}
  return { layout, timecode, cues, cut, beforeSec, afterSec, reel, name, stills, protect, bom }
}

function missing(option: string): string {
  return `error: required option '${option}' not specified`
}

function tell(output: Output, exported: Exported): Exported {
  const { paths, manifest, segments, kept, repeated, last, problems, model } = exported
  const [first = '', ...others] = paths.map((path) => JSON.stringify(path))
  const place = others.length === 0 ? first : counted(paths.length, 'file')
  note(output, `Wrote ${counted(segments, 'segment')} to ${place}.`)
  if (others.length > 0) for (const path of [first, ...others]) note(output, `  ${path}`)
  if (kept > 0) note(output, `${counted(kept, 'clip')} of them had been finished before.`)
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
  return exported
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
