import { toWireError } from '#contract/errors.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import { createCore } from '#core/app/create-core.ts'
import type { CoreArguments, FromCore, ToCore } from './core-protocol.ts'
import { RemoteWorkers } from './remote-workers.ts'

/** Entry of the utility process that the core runs in: nothing it does can hold up the window. */

/** What Electron puts on `process` here. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

const { parentPort } = process as NodeJS.Process & { parentPort: ParentPort }
const send = (message: FromCore) => parentPort.postMessage(message)
const workers = new RemoteWorkers(send)
const { libraryFolder, resourcesFolder, version } = JSON.parse(
  process.argv.at(-1) ?? '',
) as CoreArguments
const core = createCore({
  ...{ libraryFolder, resourcesFolder, version },
  workerEntry: '',
  spawnWorker: () => workers.spawn(),
  runsQueue: true,
})
core.subscribe((event) => send({ kind: 'event', event }))

const running = new Map<number, AbortController>()

parentPort.on('message', ({ data }) => handle(data as ToCore))

function handle(message: ToCore): void {
  switch (message.kind) {
    case 'call':
      void answer(message.id, (signal) =>
        core.call(message.name, message.input as never, { signal }),
      )
      return
    case 'cancel':
      running.get(message.id)?.abort()
      return
    case 'resource':
      void answer(message.id, () => core.resource(message.address))
      return
    case 'place':
      void answer(message.id, async () => core.placeOf(message.what))
      return
    case 'worker-said':
    case 'worker-ended':
      workers.handle(message)
      return
    case 'close':
      void core.close().finally(() => process.exit(0))
  }
}

async function answer(id: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const controller = new AbortController()
  running.set(id, controller)
  const result = await work(controller.signal).then(
    (value): ScreenAnswer => ({ ok: true, value }),
    (error): ScreenAnswer => ({ ok: false, error: toWireError(error) }),
  )
  running.delete(id)
  send({ kind: 'answer', id, answer: result })
}
