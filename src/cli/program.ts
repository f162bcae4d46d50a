import { Command, Option } from 'commander'
import { path } from './argument-parsers.ts'
import { registerDetect } from './commands/detect.ts'
import { registerDoctor } from './commands/doctor.ts'
import { registerEncode } from './commands/encode.ts'
import { registerEvaluate } from './commands/evaluate.ts'
import { registerExport } from './commands/export.ts'
import { registerModels } from './commands/models.ts'
import { registerQueue } from './commands/queue.ts'
import { registerRecipe } from './commands/recipe.ts'
import { registerScan } from './commands/scan.ts'
import { registerScores } from './commands/scores.ts'
import { registerSegments } from './commands/segments.ts'
import { registerServe } from './commands/serve.ts'
import { registerTrain } from './commands/train.ts'
import type { Context } from './context.ts'
import { VERSION } from './version.ts'

const HELP = `
Start here:
  flagreel scan ~/footage                  scan a folder, print what is flagged
  flagreel segments list --threshold 0.3   the same list, another threshold
  flagreel export --format csv --out flags.csv
  flagreel models import model_ucf.pth --preset ucf
  flagreel doctor                          what works here, and why not

Results go to stdout, everything else to stderr. The exit code is 0 when all
went well, 1 when something failed and 130 when you stopped it. Nothing leaves
this machine, and nothing is written beside your videos.`

const USUAL_COLUMNS = 80

/** The whole command line. Building it does nothing: parsing runs a command. */
export function createProgram(context: Context): Command {
  const { output } = context
  const library = new Option('--library <folder>', 'where scores and imported models are kept')
    .env('FLAGREEL_LIBRARY')
    .argParser(path)
  const program = new Command('flagreel')
    .description('Finds the seconds that matter in a folder of video.')
    .version(VERSION, '--version', 'print the version')
    .addOption(library)
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'Shows the help of a command.')
    .addHelpText('after', HELP)
    .showHelpAfterError('Add --help to see how it is used.')
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: ({ parent }) => (parent ? [library] : []),
    })
    .configureOutput({
      writeOut: (text) => output.stdout.write(text),
      writeErr: (text) => output.stderr.write(text),
      getOutHelpWidth: () => output.stdout.columns ?? USUAL_COLUMNS,
      getErrHelpWidth: () => output.stderr.columns ?? USUAL_COLUMNS,
    })
    .exitOverride()
  for (const register of [
    registerScan,
    registerSegments,
    registerScores,
    registerExport,
    registerModels,
    registerDetect,
    registerEncode,
    registerEvaluate,
    registerRecipe,
    registerTrain,
    registerQueue,
    registerServe,
    registerDoctor,
  ])
    register(program, context)
  return program
}
