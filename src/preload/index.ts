import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { CHANNELS, type DesktopBridge, type MenuScreen } from '#contract/desktop-bridge.ts'
import type { ScreenEvent } from '#contract/events.ts'

// Nothing generic crosses this bridge: each thing the window may know or ask is named here.
const bridge: DesktopBridge = {
  call: (id, name, input) => ipcRenderer.invoke(CHANNELS.call, { id, name, input }),
  cancel: (id) => ipcRenderer.send(CHANNELS.cancel, id),
  subscribe(listener) {
    const tell = (_event: unknown, event: ScreenEvent) => listener(event)
    ipcRenderer.on(CHANNELS.event, tell)
    return () => {
      ipcRenderer.off(CHANNELS.event, tell)
    }
  },
  chooseVideos: (what) => ipcRenderer.invoke(CHANNELS.choose, what),
  addDropped: (files) => ipcRenderer.invoke(CHANNELS.add, files.map(pathOf)),
  importModel: (file, options) =>
    ipcRenderer.invoke(CHANNELS.import, { ...options, file: pathOf(file) }),
  exportFlags: (what) => ipcRenderer.invoke(CHANNELS.export, what),
  reveal: (what) => ipcRenderer.invoke(CHANNELS.reveal, what),
  onShow(listener) {
    ipcRenderer.on(CHANNELS.show, (_event, screen: MenuScreen) => listener(screen))
  },
}

/** Empty for a `File` that a page made up. */
function pathOf(file: File): string {
  return webUtils.getPathForFile(file)
}

contextBridge.exposeInMainWorld('flagreel', bridge)
