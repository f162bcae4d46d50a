import { fromWireError, toWireError } from '#contract/errors.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import { createCore } from '#core/app/create-core.ts'
import type { CoreArguments, FromCore, PrintedBy, PrintOrder, ToCore } from './core-protocol.ts'
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
  printPdf: (order, signal) => print(order, signal),
  runsQueue: true,
})
core.subscribe((event) => send({ kind: 'event', event }))

const running = new Map<number, AbortController>()
const printing = new Map<number, (answer: ScreenAnswer) => void>()
let prints = 0

/** A print that is stopped ends by itself, into a folder that is removed. */
async function print(order: PrintOrder, signal: AbortSignal): Promise<PrintedBy> {
  const id = ++prints
  const { promise, resolve, reject } = Promise.withResolvers<ScreenAnswer>()
  const stop = () => reject(signal.reason)
  printing.set(id, resolve)
  signal.addEventListener('abort', stop, { once: true })
  send({ kind: 'print', id, order })
  try {
    const answer = await promise
    if (answer.ok) return answer.value as PrintedBy
    throw fromWireError(answer.error)
  } finally {
    printing.delete(id)
    signal.removeEventListener('abort', stop)
  }
}

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
    case 'printed':
      printing.get(message.id)?.(message.answer)
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
