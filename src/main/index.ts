import { join, resolve } from 'node:path'
import { app, BrowserWindow } from 'electron'
import { CHANNELS } from '#contract/desktop-bridge.ts'
import type { CoreEvent } from '#contract/events.ts'
import { isForScreens } from '#contract/screen.ts'
import type { Settings } from '#contract/settings.ts'
import packageJson from '#package' with { type: 'json' }
import { registerAppScheme, serveApp } from './app-scheme.ts'
import { Attention } from './attention.ts'
import { CoreClient } from './core-client.ts'
import { answerWindow } from './ipc.ts'
import { setMenu } from './menu.ts'
import { denyPermissions, lockDownContents } from './security.ts'
import { desktopTexts } from './texts.ts'
import { createMainWindow } from './window.ts'

app.setAppUserModelId('org.flagreel.app')
registerAppScheme()
if (app.requestSingleInstanceLock()) await run()
else app.quit()

async function run(): Promise<void> {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents))
  app.on('window-all-closed', () => app.quit())
  await app.whenReady()
  denyPermissions()
  let texts = desktopTexts('en')
  const core = startCore((event) => {
    attention.handle(event)
    tellWindows(event)
    if (event.type === 'changed' && event.what.includes('settings')) void followLanguage()
  })
  const attention = new Attention(core, () => texts)
  const followLanguage = async () => {
    const answer = await core.call('settings.get', {})
    texts = desktopTexts(answer.ok ? (answer.value as Settings).language : 'en')
    setMenu(core, texts)
  }
  endWithApp(core)
  serveApp(join(import.meta.dirname, '../renderer'), core)
  answerWindow(core)
  await followLanguage()
  const open = () => attention.watch(createMainWindow())
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open()
  })
  open()
}

function startCore(onEvent: (event: CoreEvent) => void): CoreClient {
  const entries = {
    core: join(import.meta.dirname, 'core.js'),
    worker: join(import.meta.dirname, 'inference-worker.js'),
  }
  const resourcesFolder = app.isPackaged
    ? join(process.resourcesPath, 'resources')
    : join(import.meta.dirname, '../../resources')
  const version = packageJson.version
  return new CoreClient(
    entries,
    { libraryFolder: libraryArgument(), resourcesFolder, version },
    onEvent,
  )
}

/** `--library DIR`, as on the command line. */
function libraryArgument(): string | undefined {
  const at = process.argv.indexOf('--library')
  const folder = at < 0 ? undefined : process.argv[at + 1]
  return folder === undefined ? undefined : resolve(folder)
}

function tellWindows(event: CoreEvent): void {
  if (!isForScreens(event)) return
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send(CHANNELS.event, event)
}

/** The app ends when its core has: what is being stored is stored. */
function endWithApp(core: CoreClient): void {
  let hasEnded = false
  app.on('before-quit', (event) => {
    if (hasEnded) return
    event.preventDefault()
    void core.close().finally(() => {
      hasEnded = true
      app.quit()
    })
  })
}
