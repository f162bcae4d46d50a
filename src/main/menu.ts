import { BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron'
import type { CoreClient } from './core-client.ts'
import { chooseVideos } from './ipc.ts'
import type { DesktopTexts } from './texts.ts'

/** The native menu. Undo and redo belong to text fields here: the review has its own, over all files. */
export function setMenu(core: CoreClient, texts: DesktopTexts): void {
  const add = (what: 'files' | 'folders') => () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window) void chooseVideos(core, what, window.webContents)
  }
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: texts.file,
      submenu: [
        { label: texts.addFolder, accelerator: 'CmdOrCtrl+O', click: add('folders') },
        { label: texts.addFiles, accelerator: 'CmdOrCtrl+Shift+O', click: add('files') },
        { type: 'separator' },
        { role: process.platform === 'darwin' ? 'close' : 'quit' },
      ],
    },
    {
      label: texts.edit,
      submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
    },
    {
      label: texts.view,
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: texts.window, role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
