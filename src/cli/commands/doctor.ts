import type { Command } from 'commander'
import { type Context, jsonOption, withCore } from '#cli/context.ts'
import { print, printJson } from '#cli/output.ts'

const MARKS = { ok: 'ok      ', limited: 'limited ', missing: 'MISSING ' } as const

const HELP = `
Looks for ffmpeg, the library folder, free disk space, a processor or graphics
card to run models on, and the models. A line that is not "ok" says what to do.
The exit code is 1 when something that a scan needs is missing.`

export function registerDoctor(program: Command, context: Context): void {
  const command = program
    .command('doctor')
    .description('Tells what works on this machine, and why not.')
    .addHelpText('after', HELP)
  command.addOption(jsonOption()).action(async (options: { json?: boolean }) => {
    await withCore(context, command, async (core) => {
      const report = await core.call('doctor.report', {}, { signal: context.signal })
      if (options.json) printJson(context.output, report)
      else
        for (const { state, name, detail, hint } of report.checks) {
          print(context.output, `${MARKS[state]}  ${name}: ${detail}`)
          if (hint) print(context.output, `            ${hint}`)
        }
      if (!report.ok) context.status.exitCode = 1
    })
  })
}
