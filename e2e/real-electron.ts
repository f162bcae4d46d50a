import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { _electron, type ElectronApplication } from '@playwright/test'
import type * as Electron from 'electron'
import type { DesktopAsk, UtilityInfo } from './asks.ts'

/** Electron's own binary, where it was fetched and can open a window; undefined elsewhere, and the stand-in takes over. */
export function electronBinary(): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, FLAGREEL_STAND_IN } = process.env
  if (FLAGREEL_STAND_IN || (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY)) return
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const name = join(folder, 'path.txt')
  if (!existsSync(name)) return
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist')
  const binary = join(dist, readFileSync(name, 'utf8'))
  return existsSync(binary) ? binary : undefined
}

interface StartOptions {
  readonly binary: string
  readonly root: string
  readonly libraryFolder: string
  readonly userData: string
}

/** The app in Electron, with what would touch the desktop written down and answered as in the stand-in. */
export async function startElectron(options: StartOptions): Promise<ElectronApplication> {
  const { binary, root, libraryFolder, userData } = options
  const isRoot = process.getuid?.() === 0
  const app = await _electron.launch({
    executablePath: binary,
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      root,
      `--user-data-dir=${userData}`,
      '--library',
      libraryFolder,
    ],
  })
  await app.evaluate(record)
  return app
}

/** What a test left in Electron's main process. */
interface Recorded {
  readonly calls: string[][]
  readonly dialogs: string[][]
  readonly messages: number[]
}
interface Global {
  flagreelTest: Recorded
}

// The functions below run in Electron's main process: they know nothing of this file.

function record({ dialog, shell, Notification, BrowserWindow }: typeof Electron): void {
  const test: Recorded = { calls: [], dialogs: [], messages: [] }
  Object.assign(globalThis, { flagreelTest: test })
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      test.calls.push([name, ...args.map(String)])
    }
  Object.assign(dialog, {
    showOpenDialog: async (...args: unknown[]) => {
      note('dialog.showOpenDialog')(JSON.stringify(args.at(-1)))
      const filePaths = test.dialogs.shift() ?? []
      return { canceled: filePaths.length === 0, filePaths }
    },
    showSaveDialog: async (...args: unknown[]) => {
      note('dialog.showSaveDialog')(JSON.stringify(args.at(-1)))
      const [filePath = ''] = test.dialogs.shift() ?? []
      return { canceled: filePath === '', filePath }
    },
    showMessageBox: async (options: unknown) => {
      note('dialog.showMessageBox')(JSON.stringify(options))
      while (test.messages.length === 0) await new Promise((wait) => setTimeout(wait, 50))
      return { response: test.messages.shift() }
    },
  })
  Object.assign(shell, {
    openPath: async (path: string) => note('shell.openPath')(path),
    showItemInFolder: note('shell.showItemInFolder'),
  })
  Notification.prototype.show = function show() {
    note('notification')(this.title, this.body)
  }
  BrowserWindow.prototype.focus = note('window.focus')
  BrowserWindow.prototype.setProgressBar = note('window.setProgressBar')
}

export function askElectron(app: ElectronApplication, ask: DesktopAsk): Promise<void> {
  return app.evaluate(({ app: self, BrowserWindow, Menu }, given) => {
    const { dialogs, messages } = (globalThis as unknown as Global).flagreelTest
    const items = Menu.getApplicationMenu()?.items ?? []
    switch (given.ask) {
      case 'answer-dialog':
        return void dialogs.push([...given.paths])
      case 'answer-message':
        return void messages.push(given.button)
      case 'second-instance':
        return void self.emit('second-instance')
      case 'resize':
        return BrowserWindow.getAllWindows()[0]?.setContentBounds(given.bounds)
      case 'maximize':
        return BrowserWindow.getAllWindows()[0]?.maximize()
      case 'menu':
        return items
          .flatMap(({ submenu }) => submenu?.items ?? [])
          .find(({ label }) => label === given.label)
          ?.click()
    }
  }, ask)
}

export function callsInElectron(app: ElectronApplication): Promise<string[][]> {
  return app.evaluate(() => (globalThis as unknown as Global).flagreelTest.calls)
}

export function processesOfElectron(app: ElectronApplication): Promise<UtilityInfo[]> {
  return app.evaluate(({ app: self }) =>
    self.getAppMetrics().flatMap(({ pid, name }) => {
      if (name === 'Flagreel core') return [{ pid, name: 'core' }]
      return name === 'Flagreel inference' ? [{ pid, name: 'inference-worker' }] : []
    }),
  )
}
