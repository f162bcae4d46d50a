import type { Command } from 'commander'
import { type Context, jsonOption, withCore } from '#cli/context.ts'
import { print, printJson } from '#cli/output.ts'
import { printable } from '#cli/printable.ts'
import type { QueueState } from '#contract/library.ts'

const HELP = `
The queue belongs to the library: a pause also holds the scans of other windows
and terminals, and outlives them all.`

const ACTIONS = [
  ['show', 'Shows what is scanned now, what waits, and what failed.'],
  ['pause', 'Holds all scanning; what runs goes on later where it was.'],
  ['resume', 'Lets scanning go on.'],
] as const

export function registerQueue(program: Command, context: Context): void {
  const queue = program
    .command('queue')
    .description('Shows and holds the queue of scans.')
    .addHelpText('after', HELP)
  for (const [name, description] of ACTIONS) {
    const command = queue.command(name).description(description)
    command.addOption(jsonOption()).action(async ({ json }: { json?: boolean }) => {
      await withCore(context, command, async (core) => {
        const state = await core.call(`queue.${name}`, {}, { signal: context.signal })
        if (json) printJson(context.output, state)
        else for (const line of linesOf(state)) print(context.output, line)
      })
    })
  }
}

function linesOf({ isPaused, counts, jobs }: QueueState): string[] {
  const { running, queued, failed, missing } = counts
  const summary = `${running} running, ${queued} queued, ${failed} failed, ${missing} missing`
  return [
    isPaused ? `Paused: ${summary}.` : `${summary}.`,
    ...jobs.map(({ state, name, error }) => {
      const reason = error ? `: ${printable(error.message)}` : ''
      return `  ${state.padEnd(8)}${printable(name)}${reason}`
    }),
  ]
}
