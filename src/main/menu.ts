import { app, BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'
import { CHANNELS, type MenuScreen } from '#contract/desktop-bridge.ts'
import type { CoreClient } from './core-client.ts'
import { chooseVideos } from './ipc.ts'
import type { DesktopTexts } from './texts.ts'

const isMac = process.platform === 'darwin'

/** The native menu. Undo and redo are those of text fields: the review has its own, over all files. */
export function setMenu(core: CoreClient, texts: DesktopTexts): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(isMac ? [appMenu(texts)] : []),
      fileMenu(core, texts),
      editMenu(texts),
      viewMenu(texts),
      windowMenu(texts),
      {
        label: texts.help,
        role: 'help',
        submenu: [{ label: texts.helpAndKeys, click: show('help') }],
      },
    ]),
  )
}

/** Where a Mac has the settings and the end. */
function appMenu(texts: DesktopTexts): MenuItemConstructorOptions {
  return {
    label: app.name,
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settingsItem(texts),
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit', label: texts.quit },
    ],
  }
}

function settingsItem(texts: DesktopTexts): MenuItemConstructorOptions {
  return { label: texts.settings, accelerator: 'CmdOrCtrl+,', click: show('settings') }
}

function fileMenu(core: CoreClient, texts: DesktopTexts): MenuItemConstructorOptions {
  const add = (what: 'files' | 'folders') =>
    inWindow((window) => void chooseVideos(core, what, window.webContents))
  return {
    label: texts.file,
    submenu: [
      { label: texts.addFolder, accelerator: 'CmdOrCtrl+O', click: add('folders') },
      { label: texts.addFiles, accelerator: 'CmdOrCtrl+Shift+O', click: add('files') },
      { type: 'separator' },
      ...(isMac ? [] : [settingsItem(texts), { type: 'separator' } as const]),
      isMac ? { role: 'close', label: texts.close } : { role: 'quit', label: texts.quit },
    ],
  }
}

function editMenu(texts: DesktopTexts): MenuItemConstructorOptions {
  return {
    label: texts.edit,
    submenu: [
      // Fields know these keys by themselves; as keys of the menu they would be taken from the review.
      { role: 'undo', label: texts.undo, registerAccelerator: false },
      { role: 'redo', label: texts.redo, registerAccelerator: false },
      { type: 'separator' },
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copy },
      { role: 'paste', label: texts.paste },
      { role: 'selectAll', label: texts.selectAll },
    ],
  }
}

function viewMenu(texts: DesktopTexts): MenuItemConstructorOptions {
  return {
    label: texts.view,
    submenu: [
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      { role: 'zoomOut', label: texts.zoomOut },
      { type: 'separator' },
      { role: 'togglefullscreen', label: texts.fullScreen },
    ],
  }
}

function windowMenu(texts: DesktopTexts): MenuItemConstructorOptions {
  return {
    label: texts.window,
    submenu: [
      { role: 'minimize', label: texts.minimize },
      { role: 'close', label: texts.close },
    ],
  }
}

function show(screen: MenuScreen): () => void {
  return inWindow(({ webContents }) => webContents.send(CHANNELS.show, screen))
}

function inWindow(act: (window: BrowserWindow) => void): () => void {
  return () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window) act(window)
  }
}
