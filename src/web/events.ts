import type { ServerResponse } from 'node:http'
import type { Listener } from '#contract/events.ts'
import { isForScreens } from '#contract/screen.ts'

/** Keeps idle connections open, and shows dead ones. */
const BEAT_MS = 15_000

/** Of a browser that does not read: it is let go, connects again and asks anew. */
const MOST_UNREAD_BYTES = 1024 * 1024

/** The core's events as server-sent events, until the browser goes away or reads no more. */
export function sendEvents(
  subscribe: (listener: Listener) => () => void,
  response: ServerResponse,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': connected\n\n')
  const unsubscribe = subscribe((event) => {
    if (!isForScreens(event)) return
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy()
    else response.write(`data: ${JSON.stringify(event)}\n\n`)
  })
  const beat = setInterval(() => response.write(': \n\n'), BEAT_MS)
  response.on('close', () => {
    clearInterval(beat)
    unsubscribe()
  })
}
