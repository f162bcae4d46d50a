import { FlagreelError, toWireError } from '#contract/errors.ts'
import { ModelSessions } from './model-sessions.ts'
import { probeDevice } from './probe-device.ts'
import type { FromWorker, ToWorker } from './protocol.ts'
import { workerPort } from './worker-port.ts'

/** Entry of an inference process: does one message after the other, and ends when its parent does. */

const port = workerPort()
let sessions: ModelSessions | undefined
let previous: Promise<void> = Promise.resolve()

port.onMessage((message) => {
  previous = previous.then(() => handle(message))
})

async function handle(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'configure':
      sessions = new ModelSessions(message)
      return
    case 'probe':
      port.send({
        kind: 'probed',
        id: message.id,
        verdict: await probeDevice(message.device),
      })
      return
    case 'run':
      port.send(await answer(message))
      return
    case 'close':
      await sessions?.close()
      port.end()
  }
}

async function answer(message: ToWorker & { kind: 'run' }): Promise<FromWorker> {
  const { id } = message
  try {
    if (!sessions) throw new FlagreelError('internal', 'The worker was not configured.')
    return { kind: 'result', id, outputs: await sessions.run(message) }
  } catch (error) {
    return { kind: 'failure', id, error: toWireError(error) }
  }
}
