import { Command, Option } from 'commander'
import { registerDetect } from './commands/detect.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerEncode } from './commands/encode.ts'
import { registerExport } from './commands/export.ts'
import { registerModels } from './commands/models.ts'
import { registerScan } from './commands/scan.ts'
import { registerScores } from './commands/scores.ts'
import { registerSegments } from './commands/segments.ts'
import type { Context } from './context.ts'
import { VERSION } from './version.ts'

const EXAMPLES = `
Examples:
  flagreel scan ~/footage                    scan a folder and print what is flagged
  flagreel scan clip.mp4 --json              the same as one JSON document
  flagreel segments list --class fighting    what is flagged so far, from the library
  flagreel models import vadclip_ucf.pth --preset ucf
  flagreel doctor                            what works on this machine, and why not

Results go to stdout, everything else to stderr. The exit code is 0 when all went well, 1 when something failed,
130 when it was stopped. Nothing leaves this machine.`

/** The whole command line. Building it does nothing: parsing runs a command. */
export function createProgram(context: Context): Command {
  const { output } = context
  const program = new Command('flagreel')
    .description('Finds the seconds that matter in a folder of video.')
    .version(VERSION, '--version', 'print the version')
    .addOption(
      new Option('--library <folder>', 'data folder: database, features, installed models').env(
        'FLAGREEL_LIBRARY',
      ),
    )
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('Run the command with --help to see how it is used.')
    .configureOutput({
      writeOut: (text) => output.stdout.write(text),
      writeErr: (text) => output.stderr.write(text),
    })
    .exitOverride()
  for (const register of [
    registerScan,
    registerSegments,
    registerScores,
    registerModels,
    registerDetect,
    registerEncode,
    registerExport,
    registerDoctor,
  ])
    register(program, context)
  return program
}
