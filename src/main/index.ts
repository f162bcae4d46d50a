import { app, BrowserWindow } from 'electron'
import { denyPermissions, lockDownContents } from './security.ts'
import { createMainWindow } from './window.ts'

if (!app.requestSingleInstanceLock()) app.quit()

app.on('second-instance', () => {
  const [window] = BrowserWindow.getAllWindows()
  if (window?.isMinimized()) window.restore()
  window?.focus()
})
app.on('web-contents-created', (_event, contents) => lockDownContents(contents))
app.on('window-all-closed', () => app.quit())

await app.whenReady()
denyPermissions()
createMainWindow()
