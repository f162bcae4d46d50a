import type { Command } from 'commander'
import { eachPath, eachText, wholeNumber } from '#cli/argument-parsers.ts'
import {
  type Context,
  deviceOption,
  jsonOption,
  modelOption,
  precisionOption,
  withCore,
} from '#cli/context.ts'
import { note, noteError, type Output, printJson } from '#cli/output.ts'
import { addRuleOptions, type RuleOptions, ruleFrom } from '#cli/rule-options.ts'
import { printSegments } from '#cli/segment-table.ts'
import { counted } from '#cli/words.ts'
import type { MethodInput } from '#contract/api.ts'
import type { ScannedFile, ScanResult } from '#contract/results.ts'

const HELP = `
Folders are searched for video files, subfolders too; a file that you name is
always tried, whatever its name ends in. The videos are only read: scores are
kept in the library, so the same command a second time does no work, a renamed
file keeps its scores, and a scan that was stopped goes on where it was. A file
that cannot be read is named with the reason, and the others go on.

The table: SCORE is the highest score of a segment, from 0 to 1. CLASS is the
class that fits it best, with its mean probability, and OR ELSE the next best:
where the two are close, the class is uncertain. A person decides.

Scores of different precisions are kept side by side and never mixed. What auto
decides holds for all later scans of the library with the same image tower and
device.

Examples:
  flagreel scan ~/footage
  flagreel scan ~/footage --threshold 0.7 --exclude "**/archive/**"
  flagreel scan ~/footage --precision auto   as fast as still exact enough
  flagreel scan ~/footage --retry            what failed before, too
  flagreel scan clip.mp4 --json > clip.json
  flagreel scan -- -odd-name.mp4             a name that looks like an option`

type ScanOptions = Omit<MethodInput<'scan.run'>, 'paths' | 'rule'> &
  RuleOptions & { readonly json?: boolean }

export function registerScan(program: Command, context: Context): void {
  const command = program
    .command('scan')
    .description('Scans video files and folders of them, and prints what is flagged.')
    .argument('<path...>', 'files and folders', eachPath)
    .addOption(modelOption())
    .addOption(deviceOption())
    .addOption(precisionOption())
    .option('--workers <n>', 'inference processes (default: one a processor core)', wholeNumber)
    .option('--exclude <glob>', 'leave these out when searching folders (repeatable)', eachText)
    .option('--retry', 'try again what failed before')
    .addOption(jsonOption())
    .addHelpText('after', HELP)
  addRuleOptions(command).action(async (paths: string[], options: ScanOptions) => {
    await withCore(context, command, async (core) => {
      const { model, precision, exclude, retry } = options
      const input = { paths, model, precision, exclude, retry, rule: ruleFrom(options) }
      const result = await core.call('scan.run', input, { signal: context.signal })
      if (options.json) printJson(context.output, result)
      else if (result.files.length === 0) noteNoVideos(context, paths)
      else printResult(context, result)
      if (result.files.some((file) => file.state === 'failed')) context.status.exitCode = 1
    })
  })
}

function noteNoVideos({ output }: Context, paths: readonly string[]): void {
  note(
    output,
    `No video files were found in ${paths.map((path) => JSON.stringify(path)).join(', ')}.\n` +
      '  Folders are searched by extension (.mp4, .mkv, .avi and many more); hidden files are left out.\n' +
      '  A file that you name is always tried: flagreel scan <file>',
  )
}

function printResult({ output }: Context, result: ScanResult): void {
  const { files, segments } = result
  const failed = files.filter((file) => file.state === 'failed')
  printSegments(output, result, { ifNone: whyNothing(result) })
  for (const { file, warnings } of files)
    for (const message of warnings)
      noteError(output, `warning: ${JSON.stringify(file)}`, { message })
  for (const file of failed) noteFailed(output, file)
  if (failed.some(({ error }) => error?.code === 'bad-media'))
    note(output, 'What failed is left out next time, unless the file changes or you add --retry.')
  const count = (state: string) => files.filter((file) => file.state === state).length
  note(
    output,
    `${counted(files.length, 'file')}: ${count('scanned')} scanned, ${count('unchanged')} unchanged, ` +
      `${failed.length} failed; ${counted(segments.length, 'segment')} flagged.`,
  )
}

/** Most messages name their file. */
function noteFailed(output: Output, { file, error }: ScannedFile): void {
  const { message, hint } = error ?? { message: 'the reason is not known' }
  const name = JSON.stringify(file)
  const isNamed = message.includes(file) || message.includes(name)
  noteError(output, 'failed', { message: isNamed ? message : `${name}: ${message}`, hint })
}

/** The highest score says whether a lower threshold would show anything. */
function whyNothing({ files, rule }: ScanResult): string {
  const best = files.reduce((a, b) => ((b.peakScore ?? 0) > (a.peakScore ?? 0) ? b : a))
  if (best.peakScore === null) return 'Nothing is flagged: no file could be scanned.'
  const peak = `${best.peakScore.toFixed(3)} in ${JSON.stringify(best.file)}`
  return best.peakScore < rule.threshold
    ? `Nothing is flagged: the highest score is ${peak}, the threshold ${rule.threshold}.`
    : `Nothing is flagged: the highest score is ${peak}, but not for ${rule.minLengthSec} s (--min-length).`
}
