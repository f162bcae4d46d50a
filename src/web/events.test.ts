import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it } from 'vitest'
import type { Listener } from '#contract/events.ts'
import { sendEvents } from './events.ts'

it('keeps no more than so much for a browser that does not read', async () => {
  const listeners = new Set<Listener>()
  const server = createServer((_, response) => {
    const subscribe = (listener: Listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
    sendEvents(subscribe, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'readable')
  const ended = expect.poll(() => listeners.size).toBe(0)
  const step = 'a step '.repeat(1000)
  for (let sent = 0; sent < 64 * 1024 && listeners.size > 0; sent += 7) {
    for (const listener of listeners) listener({ type: 'import-progress', step, fraction: 0 })
    await new Promise(setImmediate)
  }
  await ended
  socket.destroy()
  server.close()
})
