import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { basename } from 'node:path'

/** Utility processes as children of Node. */
export const utilityProcesses = ({ utilities, calls }) => ({
  fork(entry, args) {
    const child = fork(entry, args, {
      serialization: 'advanced', // structured clone, as in Electron
      execArgv: ['--import', new URL('./register.mjs', import.meta.url).href],
      env: { ...process.env, STAND_IN_ROLE: 'utility' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const utility = Object.assign(new EventEmitter(), {
      postMessage: (data) => {
        if (data.kind === 'cancel') calls.push(['core.cancel'])
        if (child.connected) child.send({ data })
      },
      kill: () => child.kill(),
    })
    child.on('message', ({ data }) => utility.emit('message', data))
    child.on('exit', (code) => {
      utilities.delete(child)
      utility.emit('exit', code ?? 1)
    })
    utilities.set(child, basename(entry, '.js'))
    return utility
  },
})
