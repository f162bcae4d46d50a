import { type ChildProcess, fork, spawn } from 'node:child_process'
import { basename, join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import type { MethodInput, MethodName, MethodOutput } from '#contract/api.ts'
import type { DesktopAsk, Guards, UtilityInfo } from './asks.ts'
import { findChromium } from './chromium.ts'
import {
  askElectron,
  callsInElectron,
  electronBinary,
  processesOfElectron,
  startElectron,
} from './real-electron.ts'

export const ROOT = join(import.meta.dirname, '..')
export const CHROMIUM = findChromium() ?? ''
export const BIN = join(ROOT, 'bin/flagreel.js')
export const SAMPLES = join(ROOT, 'resources/samples')

export type HostKind = 'browser' | 'desktop'

export interface LaunchOptions {
  readonly host: HostKind
  readonly libraryFolder: string
  /** Of the desktop app: window state, and Chromium's own files. */
  readonly userData: string
  /** Sees the app's pages before they load anything. */
  readonly watch?: (context: BrowserContext) => void
  /** Where the program lies that is served to a browser, where that is not here. */
  readonly program?: string | undefined
  /** What the server is told. */
  readonly device?: 'cpu' | 'auto'
}

/** A running app, whichever host it is in. */
export interface RunningApp {
  readonly page: Page
  /** Asks the core through the page's own carrier. */
  call<Name extends MethodName>(name: Name, input: MethodInput<Name>): Promise<MethodOutput<Name>>
  /** The desktop's own: undefined in a browser. */
  readonly desktop: DesktopControl | undefined
  /** Ends it as a person would. */
  close(): Promise<void>
  /** Ends it at once. */
  kill(): Promise<void>
}

export interface DesktopControl {
  /** Whether Electron itself is not here (e2e/stand-in). */
  readonly isStandIn: boolean
  tell(ask: DesktopAsk): Promise<void>
  /** The next dialog is answered with these. */
  answerDialog(paths: readonly string[]): Promise<void>
  /** Files that the page is given by these names have these paths. Electron knows them by itself. */
  givePaths(paths: readonly string[]): Promise<void>
  /** What the app did to the desktop, each with its arguments. */
  calls(): Promise<readonly (readonly string[])[]>
  processes(): Promise<readonly UtilityInfo[]>
  isMaximized(): Promise<boolean>
  /** The stand-in knows: Electron itself shows by what it does. */
  guards(): Promise<Guards>
}

export async function launchApp(options: LaunchOptions): Promise<RunningApp> {
  if (options.host === 'browser') return launchInBrowser(options)
  const binary = electronBinary()
  return binary ? launchInElectron(binary, options) : launchOnStandIn(options)
}

async function launchInBrowser(options: LaunchOptions): Promise<RunningApp> {
  const { libraryFolder, program = ROOT, device = 'cpu', watch } = options
  const args = ['--library', libraryFolder, 'serve', '--device', device, '--json']
  const bin = join(program, 'bin/flagreel.js')
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const { link } = await firstJson<{ link: string }>(child)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 } })
  watch?.(context)
  const page = await context.newPage()
  await page.goto(link)
  const ended = endOf(child)
  const end = async (signal: NodeJS.Signals) => {
    await browser.close()
    child.kill(signal)
    await ended
  }
  return running(page, undefined, { close: () => end('SIGTERM'), kill: () => end('SIGKILL') })
}

async function launchInElectron(binary: string, options: LaunchOptions): Promise<RunningApp> {
  const app = await startElectron({ ...options, binary, root: ROOT })
  options.watch?.(app.context())
  const page = await app.firstWindow()
  const tell = (ask: DesktopAsk) => askElectron(app, ask)
  const desktop: DesktopControl = {
    isStandIn: false,
    tell,
    answerDialog: (paths) => tell({ ask: 'answer-dialog', paths }),
    givePaths: async () => undefined,
    calls: () => callsInElectron(app),
    processes: () => processesOfElectron(app),
    isMaximized: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMaximized() ?? false),
    guards: () => Promise.reject(new Error('Only the stand-in knows what was set up.')),
  }
  const ended = endOf(app.process())
  const kill = async () => {
    app.process().kill('SIGKILL')
    await ended
  }
  return running(page, desktop, { close: () => app.close(), kill })
}

async function launchOnStandIn(options: LaunchOptions): Promise<RunningApp> {
  const child = startStandIn(options)
  const { cdp, origin } = await message<{ cdp: string; origin: string }>(child, 'cdp')
  const browser = await chromium.connectOverCDP(cdp)
  for (const context of browser.contexts()) options.watch?.(context)
  child.send({ ask: 'open' })
  const page = await appPage(browser, origin)
  const ended = endOf(child)
  const end = async (stop: () => void) => {
    stop()
    await ended
    await browser.close().catch(() => undefined)
  }
  return running(page, standInControl(child, page), {
    close: () => end(() => void child.send({ ask: 'quit' })),
    kill: () => end(() => child.kill('SIGKILL')),
  })
}

/** The app's main process on the stand-in for Electron: it opens no window before it is asked to. */
export function startStandIn({ libraryFolder, userData }: LaunchOptions): ChildProcess {
  return fork(join(ROOT, 'out/main/index.js'), ['--library', libraryFolder], {
    execArgv: ['--import', join(import.meta.dirname, 'stand-in/register.mjs')],
    env: { ...process.env, STAND_IN_USER_DATA: userData, CHROMIUM_PATH: CHROMIUM },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

function standInControl(child: ChildProcess, page: Page): DesktopControl {
  const tell = async (ask: DesktopAsk) => void child.send(ask)
  const learn = async <T>(key: keyof T & string) => {
    const answer = message<T>(child, key)
    child.send({ ask: key })
    return (await answer)[key]
  }
  return {
    isStandIn: true,
    tell,
    answerDialog: (paths) => tell({ ask: 'answer-dialog', paths }),
    async givePaths(paths) {
      const byName = Object.fromEntries(paths.map((path) => [basename(path), path]))
      await page.evaluate(`window.standInPaths = ${JSON.stringify(byName)}`)
    },
    calls: () => learn<{ calls: string[][] }>('calls'),
    processes: () => learn<{ processes: UtilityInfo[] }>('processes'),
    isMaximized: () => learn<{ 'is-maximized': boolean }>('is-maximized'),
    guards: () => learn<{ guards: Guards }>('guards'),
  }
}

function running(
  page: Page,
  desktop: DesktopControl | undefined,
  ends: Pick<RunningApp, 'close' | 'kill'>,
): RunningApp {
  return { page, desktop, call: (name, input) => callFrom(page, name, input), ...ends }
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

let calls = 1_000_000

async function callFrom<Name extends MethodName>(page: Page, name: Name, input: MethodInput<Name>) {
  calls++
  const code = `(async ([id, name, input]) =>
    'flagreel' in window
      ? window.flagreel.call(id, name, input)
      : (await fetch('/call', { method: 'POST', body: JSON.stringify({ name, input }) })).json()
  )(${JSON.stringify([calls, name, input])})`
  const answer = await page.evaluate<{
    ok: boolean
    value: MethodOutput<Name>
    error?: { message: string }
  }>(code)
  if (!answer.ok) throw new Error(`${name}: ${answer.error?.message}`)
  return answer.value
}

async function appPage(browser: Browser, origin: string): Promise<Page> {
  for (;;) {
    const pages = browser.contexts().flatMap((context) => context.pages())
    const page = pages.find((each) => each.url().startsWith(`${origin}/flagreel/`))
    if (page) return page
    await new Promise((wait) => setTimeout(wait, 50))
  }
}

function message<T>(child: ChildProcess, key: keyof T & string): Promise<T> {
  return new Promise((resolve) => {
    const listen = (text: unknown) => {
      if (typeof text !== 'object' || text === null || !(key in text)) return
      child.off('message', listen)
      resolve(text as T)
    }
    child.on('message', listen)
  })
}

function firstJson<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.once('exit', (code) => reject(new Error(`flagreel serve ended with ${code}`)))
    child.stdout?.on('data', (bytes: Buffer) => {
      text += bytes.toString('utf8')
      try {
        resolve(JSON.parse(text) as T)
      } catch {
        // The rest is still to come.
      }
    })
  })
}
