import type { Command } from 'commander'
import {
  type Context,
  deviceOption,
  jsonOption,
  modelOption,
  precisionOption,
  withCore,
} from '#cli/context.ts'
import { note, printJson } from '#cli/output.ts'
import { addRuleOptions, type RuleOptions, ruleFrom, wholeNumber } from '#cli/rule-options.ts'
import { printSegments } from '#cli/segment-table.ts'
import type { MethodInput } from '#contract/api.ts'
import type { ScanResult } from '#contract/results.ts'

const HELP = `
Folders are searched for video files, deeper ones too; a file that is named is always tried. Scores are kept in the
library, so a second run of the same command does no work, a renamed file keeps its scores, and a scan that was stopped
goes on where it was. A file that cannot be read is named with the reason, and the others go on.

Scores of different precisions are kept side by side and never mixed. What auto decides holds for all later scans of the
library with the same image tower and device.

Examples:
  flagreel scan ~/footage
  flagreel scan ~/footage --exclude "**/archive/**" --threshold 0.7
  flagreel scan ~/footage --precision auto
  flagreel scan ~/footage --retry            also try again what failed before
  flagreel scan -- -odd-name.mp4             a name that looks like an option`

type ScanOptions = Omit<MethodInput<'scan.run'>, 'paths' | 'rule'> &
  RuleOptions & { readonly json?: boolean }

export function registerScan(program: Command, context: Context): void {
  const command = program
    .command('scan')
    .summary('scan video and print what is flagged')
    .description('Scans video files and folders of them, and prints the flagged segments.')
    .argument('<path...>', 'files and folders')
    .addOption(modelOption())
    .addOption(deviceOption())
    .addOption(precisionOption())
    .option('--workers <n>', 'inference processes (default: one a processor core)', wholeNumber)
    .option('--exclude <glob...>', 'paths to leave out when searching folders', [])
    .option('--retry', 'try again what failed before', false)
    .addOption(jsonOption())
    .addHelpText('after', HELP)
  addRuleOptions(command).action(async (paths: string[], options: ScanOptions) => {
    await withCore(context, command, async (core) => {
      const { model, precision, exclude, retry } = options
      const input = { paths, model, precision, exclude, retry, rule: ruleFrom(options) }
      const result = await core.call('scan.run', input, { signal: context.signal })
      if (options.json) printJson(context.output, result)
      else printResult(context, result)
      if (result.files.some((file) => file.state === 'failed')) context.status.exitCode = 1
    })
  })
}

function printResult({ output }: Context, result: ScanResult): void {
  const failed = result.files.filter((file) => file.state === 'failed')
  printSegments(output, result.segments, result.model)
  for (const file of result.files)
    for (const warning of file.warnings) note(output, `warning: ${file.file}: ${warning}`)
  for (const { file, error } of failed) {
    note(output, `failed: ${file}: ${error?.message ?? 'unknown reason'}`)
    if (error?.hint) note(output, `  ${error.hint}`)
  }
  const count = (state: string) => result.files.filter((file) => file.state === state).length
  note(
    output,
    `${result.files.length} files: ${count('scanned')} scanned, ${count('unchanged')} unchanged, ` +
      `${failed.length} failed; ${result.segments.length} segments flagged.`,
  )
}
