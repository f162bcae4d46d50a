import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'
import { APP_URL } from './app-scheme.ts'
import { keepWindowState, readWindowState } from './window-state.ts'

export function createMainWindow(): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json')
  const { bounds, isMaximized } = readWindowState(stateFile)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 640,
    minHeight: 480,
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false, // its dictionary would be fetched from the network
    },
  })
  if (isMaximized) window.maximize()
  keepWindowState(window, stateFile)
  window.once('ready-to-show', () => window.show())
  void window.loadURL(APP_URL)
  return window
}
