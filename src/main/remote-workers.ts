import type { FromWorker, WorkerChannel } from '#core/nn/session/protocol.ts'
import type { FromCore, ToCore } from './core-protocol.ts'

interface Remote {
  onMessage: (message: FromWorker) => void
  onExit: (code: number | null) => void
}

/** Inference workers that another process starts: what they say goes through it. */
export class RemoteWorkers {
  readonly #send: (message: FromCore) => void
  readonly #workers = new Map<number, Remote>()
  #count = 0

  constructor(send: (message: FromCore) => void) {
    this.#send = send
  }

  spawn(): WorkerChannel {
    const worker = ++this.#count
    const remote: Remote = { onMessage: () => undefined, onExit: () => undefined }
    this.#workers.set(worker, remote)
    this.#send({ kind: 'worker-start', worker })
    return {
      send: (message) => this.#send({ kind: 'worker-send', worker, message }),
      onMessage: (listener) => {
        remote.onMessage = listener
      },
      onExit: (listener) => {
        remote.onExit = (code) => listener(code, null)
      },
      kill: () => this.#send({ kind: 'worker-kill', worker }),
    }
  }

  handle(message: ToCore & { readonly kind: 'worker-said' | 'worker-ended' }): void {
    const remote = this.#workers.get(message.worker)
    if (message.kind === 'worker-said') remote?.onMessage(message.message)
    else {
      this.#workers.delete(message.worker)
      remote?.onExit(message.code)
    }
  }
}
