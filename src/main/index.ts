import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { app, BrowserWindow, dialog } from 'electron'
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
import { type DesktopTexts, desktopTexts } from './texts.ts'
import { createMainWindow } from './window.ts'

app.setAppUserModelId('org.flagreel.app')
const libraryFolder = libraryArgument()
if (libraryFolder) app.setPath('userData', placeBeside(libraryFolder))
registerAppScheme()
if (app.requestSingleInstanceLock()) await run()
else app.quit()

async function run(): Promise<void> {
  // Not any window: one that prints is shown to nobody.
  let shown: BrowserWindow | null = null
  app.on('second-instance', () => {
    if (shown?.isMinimized()) shown.restore()
    shown?.focus()
  })
  app.on('web-contents-created', (_event, contents) => lockDownContents(contents))
  app.on('window-all-closed', () => app.quit())
  await app.whenReady()
  denyPermissions()
  let texts = desktopTexts('en')
  const core = startCore({
    onEvent: (event) => {
      attention.handle(event)
      tellWindows(event)
      if (event.type === 'changed' && event.what.includes('settings')) void followLanguage()
    },
    onGivenUp: () => void askToRestart(core, texts),
  })
  const attention = new Attention(core, () => texts)
  const followLanguage = async () => {
    const answer = await core.call('settings.get', {})
    if (answer.ok) texts = desktopTexts((answer.value as Settings).language)
    setMenu(core, texts)
  }
  endWithApp(core)
  serveApp(join(import.meta.dirname, '../renderer'), core)
  answerWindow(core)
  await followLanguage()
  const open = () => {
    const window = createMainWindow()
    shown = window
    window.once('closed', () => {
      shown = null
    })
    attention.watch(window)
  }
  app.on('activate', () => {
    if (!shown) open()
  })
  open()
}

interface Listeners {
  readonly onEvent: (event: CoreEvent) => void
  readonly onGivenUp: () => void
}

function startCore(listeners: Listeners): CoreClient {
  const entries = {
    core: join(import.meta.dirname, 'core.js'),
    worker: join(import.meta.dirname, 'inference-worker.js'),
  }
  const resourcesFolder = app.isPackaged
    ? join(process.resourcesPath, 'resources')
    : join(import.meta.dirname, '../../resources')
  const version = packageJson.version
  return new CoreClient({
    entries,
    args: { libraryFolder, resourcesFolder, version },
    ...listeners,
  })
}

/** A core that dies again and again is not started for ever: the person decides. */
async function askToRestart(core: CoreClient, texts: DesktopTexts): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: texts.coreEnded,
    detail: texts.coreEndedText,
    buttons: [texts.tryAgain, texts.quit],
    defaultId: 0,
    cancelId: 1,
  })
  if (response === 0) core.restart()
  else app.quit()
}

/** `--library DIR`, as on the command line. */
function libraryArgument(): string | undefined {
  const at = process.argv.indexOf('--library')
  const folder = at < 0 ? undefined : process.argv[at + 1]
  return folder === undefined ? undefined : resolve(folder)
}

/** One instance a library: another library opens beside a running app, with a window of its own. */
function placeBeside(library: string): string {
  const id = createHash('sha256').update(library).digest('hex').slice(0, 16)
  return join(app.getPath('userData'), 'libraries', id)
}

function tellWindows(event: CoreEvent): void {
  if (!isForScreens(event)) return
  for (const window of BrowserWindow.getAllWindows()) window.webContents.send(CHANNELS.event, event)
}

/** The app ends when its core has: what is being stored is stored. Windows go first, and may have something to store yet. */
function endWithApp(core: CoreClient): void {
  let hasEnded = false
  app.on('will-quit', (event) => {
    if (hasEnded) return
    event.preventDefault()
    void core.close().finally(() => {
      hasEnded = true
      app.quit()
    })
  })
}
