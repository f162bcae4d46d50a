// The window's half of the stand-in: what a sandboxed preload may require, in every page that the app opens.
// biome-ignore lint/correctness/noUnusedVariables: the stand-in reads this file as text.
function standIn(preload) {
  // Preloads run in the top frame only.
  if (window !== window.top) return
  const call = window.standInCall
  const listeners = new Map()
  const listenersOf = (channel) => listeners.get(channel) ?? []
  window.standInTell = (channel, args) => {
    for (const listener of listenersOf(channel)) listener({}, ...args)
  }
  const freeze = (value) => {
    if (typeof value !== 'object' || value === null) return value
    for (const part of Object.values(value)) freeze(part)
    return Object.freeze(value)
  }
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: freeze(api) }),
    },
    ipcRenderer: {
      invoke: (channel, ...args) => call({ kind: 'invoke', channel, args }),
      send: (channel, ...args) => void call({ kind: 'send', channel, args }),
      on: (channel, listener) => void listeners.set(channel, [...listenersOf(channel), listener]),
      off: (channel, listener) =>
        void listeners.set(
          channel,
          listenersOf(channel).filter((each) => each !== listener),
        ),
    },
    // Files that a test gives have a path, by their names; one that a page made up does not.
    webUtils: { getPathForFile: (file) => window.standInPaths?.[file.name] ?? '' },
  }
  const require = (name) => {
    if (name === 'electron') return electron
    throw new Error(`A sandboxed preload cannot require ${name}.`)
  }
  const module = { exports: {} }
  preload(require, module, module.exports)
}
