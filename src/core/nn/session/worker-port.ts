import type { FromWorker, ToWorker } from './protocol.ts'

export interface WorkerPort {
  onMessage(listener: (message: ToWorker) => void): void
  send(message: FromWorker): void
  end(): void
}

/** What Electron puts on `process` in a utility process. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

/** The line to the parent: Electron's in a utility process, Node's in a forked child. */
export function workerPort(): WorkerPort {
  // Ctrl-C reaches the whole process group; the parent decides, so that nothing dies inside a run.
  process.on('SIGINT', () => undefined)
  const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort }
  if (parentPort) {
    return {
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as ToWorker)),
      send: (message) => parentPort.postMessage(message),
      end: () => process.exit(0),
    }
  }
  // Handled between runs, never inside one: `run` holds this thread.
  process.on('disconnect', () => process.exit(0))
  return {
    onMessage: (listener) => process.on('message', (message) => listener(message as ToWorker)),
    send: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    end: () => process.disconnect(),
  }
}
