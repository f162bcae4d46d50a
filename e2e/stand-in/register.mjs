// node --import ./e2e/stand-in/register.mjs out/main/index.js
// Runs the built main process without Electron: `electron` becomes electron.mjs, and a forked utility process gets its
// parentPort. It tests our code on the interfaces of Electron, not Electron: there is no sandbox and no isolated world.
import { EventEmitter } from 'node:events'
import { register } from 'node:module'

const isUtility = process.env.STAND_IN_ROLE === 'utility'
const electron = new URL('./electron.mjs', import.meta.url).href

/** Resolves `electron` to the stand-in, in a thread of its own as Node's hooks are. */
const hooks = `export const resolve = (specifier, context, next) =>
  specifier === 'electron' ? { url: ${JSON.stringify(electron)}, shortCircuit: true } : next(specifier, context)`
register(`data:text/javascript,${encodeURIComponent(hooks)}`, import.meta.url)

if (isUtility) {
  const port = new EventEmitter()
  port.postMessage = (data) => process.send({ data })
  const early = []
  const deliver = ({ data }) => port.emit('message', { data, ports: [] })
  process.on('message', (message) => {
    if (port.listenerCount('message') > 0) deliver(message)
    else early.push(message)
  })
  // Electron keeps what comes before somebody listens.
  port.on('newListener', (event) => {
    if (event === 'message') setImmediate(() => early.splice(0).forEach(deliver))
  })
  process.parentPort = port
  process.on('disconnect', () => process.exit(0))
}
