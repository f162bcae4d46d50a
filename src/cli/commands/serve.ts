import type { Command } from 'commander'
import { port } from '#cli/argument-parsers.ts'
import { type Context, deviceOption, jsonOption, RENDERER, withCore } from '#cli/context.ts'
import { print, printJson } from '#cli/output.ts'
import { serveApp } from '#web/serve-app.ts'

const HELP = `
Opens nothing to the network: the server listens on this machine only, and its
link works once. It also scans what is queued, until you stop it with Ctrl-C.
For a machine without a screen, forward the port: ssh -L 8090:127.0.0.1:8090 box`

interface ServeArguments {
  readonly port: number
  readonly json?: boolean
}

export function registerServe(program: Command, context: Context): void {
  const command = program
    .command('serve')
    .description('Serves the review app to a browser on this machine.')
    .option('--port <port>', 'the port to listen on, 0 for any that is free', port, 0)
    .addHelpText('after', HELP)
  command
    .addOption(deviceOption())
    .addOption(jsonOption())
    .action(async ({ port, json }: ServeArguments) => {
      await withCore(context, { command, runsQueue: true }, async (core) => {
        const server = await serveApp(core, { rendererFolder: RENDERER, port })
        if (json) printJson(context.output, { link: server.link })
        else print(context.output, `The review app is at ${server.link}`)
        try {
          await aborted(context.signal)
        } finally {
          await server.close()
        }
      })
    })
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((stopped) => signal.addEventListener('abort', () => stopped(), { once: true }))
}
