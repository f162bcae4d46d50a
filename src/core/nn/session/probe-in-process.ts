import type { Device, ProbeVerdict, SpawnWorker } from './protocol.ts'

/** First contact with a graphics driver may compile shaders. */
const PROBE_TIMEOUT_MS = 60_000

/** Probes a device in a process of its own, because a broken driver may end the process that touches it. */
export async function probeInProcess(spawn: SpawnWorker, device: Device): Promise<ProbeVerdict> {
  const channel = spawn()
  const { promise, resolve } = Promise.withResolvers<ProbeVerdict>()
  channel.onMessage((message) => {
    if (message.kind === 'probed') resolve(message.verdict)
  })
  channel.onExit((code, signal) => {
    resolve({ works: false, reason: `the test run ended its process, ${signal ?? `code ${code}`}` })
  })
  const seconds = PROBE_TIMEOUT_MS / 1000
  const timer = setTimeout(
    () => resolve({ works: false, reason: `the test run took more than ${seconds} s` }),
    PROBE_TIMEOUT_MS,
  )
  channel.send({ kind: 'probe', id: 0, device })
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    channel.kill()
  }
}
