// What src/main uses of Electron, over Node and a real Chromium. Every window is a page; custom schemes are served from
// loopback; what would touch the desktop is written down in `calls`, and dialogs answer from a list that a test fills.
import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'
import { takeLock } from './lock.mjs'
import { printPage, runNoScript } from './print.mjs'
import { utilityProcesses } from './utility-process.mjs'

const userData = process.env.STAND_IN_USER_DATA
const pageHalf = readFileSync(new URL('./page.js', import.meta.url), 'utf8')
const calls = []
const dialogAnswers = []
const messageAnswers = []
/** Children by what they run. */
const utilities = new Map()
let context
let origin
let opened
let isEnding = false
/** Windows are closed because the app goes: that is no reason of its own to go. */
let isQuitting = false
const isReady = new Promise((resolve) => {
  opened = resolve
})

const note =
  (name) =>
  (...args) => {
    calls.push([name, ...args.map(String)])
  }

// ---- app

const paths = new Map([['userData', userData]])

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  whenReady: () => isReady,
  getPath: (name) => paths.get(name) ?? join(userData, name),
  setPath: (name, path) => void paths.set(name, path),
  setAppUserModelId() {},
  getLocaleCountryCode: () => 'DE',
  requestSingleInstanceLock: () => takeLock(paths.get('userData')),
  quit() {
    if (isPrevented('before-quit')) return
    isQuitting = true
    void Promise.all(windows.map((window) => window.close())).then(() => {
      if (!isPrevented('will-quit')) void end()
    })
  },
})

/** Whether the app keeps something from happening. */
function isPrevented(name) {
  let isPrevented = false
  app.emit(name, {
    preventDefault() {
      isPrevented = true
    },
  })
  return isPrevented
}

async function end() {
  isEnding = true
  for (const window of windows) window.emit('close')
  // What is written when a window closes is written before Electron ends, too.
  await new Promise((resolve) => setTimeout(resolve, 50))
  for (const child of utilities.keys()) child.kill()
  await context?.close().catch(() => undefined)
  process.exit(0)
}

// ---- windows and what they say

const windows = []
const handlers = new Map()
export const ipcMain = Object.assign(new EventEmitter(), {
  handle: (channel, work) => void handlers.set(channel, work),
})

export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => [...windows]
  static fromWebContents = (contents) =>
    windows.find((window) => window.webContents === contents) ?? null

  #bounds
  #isMaximized = false
  #loaded = ''
  #page

  constructor({ x = 0, y = 0, width = 800, height = 600, webPreferences }) {
    super()
    this.#bounds = { x, y, width, height }
    this.preferences = webPreferences
    this.#page = this.#open(webPreferences)
    windows.push(this)
    const page = this.#page
    this.webContents = Object.assign(new EventEmitter(), {
      id: windows.length,
      session: session.defaultSession,
      setWindowOpenHandler: (handler) => {
        this.openHandler = handler
      },
      printToPDF: (options) => this.#print(options),
      send: (channel, ...args) =>
        void page
          .then((one) =>
            one.evaluate(([name, all]) => globalThis.standInTell?.(name, all), [channel, args]),
          )
          .catch(() => undefined),
    })
    app.emit('web-contents-created', {}, this.webContents)
  }

  async #open({ preload, javascript = true }) {
    await isReady
    const page = await context.newPage()
    await page.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height })
    if (preload) await this.#addPreload(page, preload)
    if (!javascript) await runNoScript(page)
    page.once('load', () => this.emit('ready-to-show'))
    await this.#guardNavigation(page)
    page.on('popup', (popup) => {
      if (this.openHandler?.({ url: popup.url() }).action !== 'allow') void popup.close()
    })
    page.on('close', () => {
      windows.splice(windows.indexOf(this), 1)
      this.emit('closed')
      if (windows.length === 0 && !isQuitting) app.emit('window-all-closed')
    })
    return page
  }

  async #addPreload(page, preload) {
    await page.exposeBinding('standInCall', ({ frame }, message) => this.#answer(frame, message))
    const code = readFileSync(preload, 'utf8')
    await page.addInitScript({
      content: `(${pageHalf}
)(function (require, module, exports) {${code}\n})`,
    })
  }

  /** Where a page wants to go is asked first, but for what the main process loads itself. */
  async #guardNavigation(page) {
    const session = await context.newCDPSession(page)
    session.on('Fetch.requestPaused', ({ requestId, request }) => {
      const url = toScheme(request.url)
      let isPrevented = false
      const event = {
        url,
        preventDefault() {
          isPrevented = true
        },
      }
      if (url !== this.#loaded) this.webContents.emit('will-navigate', event, url)
      const answer = isPrevented
        ? session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
        : session.send('Fetch.continueRequest', { requestId })
      answer.catch(() => undefined)
    })
    await session.send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] })
  }

  /** A message of a frame: only the page's own frame has no parent. */
  async #answer(frame, { kind, channel, args, from }) {
    const parent = frame.parentFrame()
    // A document that was opened anew has another address than Playwright knows.
    const url = parent ? await frame.evaluate('location.href') : frame.url()
    const event = {
      sender: this.webContents,
      senderFrame: {
        // For tests: as if the window showed another page.
        url: from ?? toScheme(url),
        parent: parent && { url: toScheme(parent.url()) },
      },
    }
    if (kind === 'send') return void ipcMain.emit(channel, event, ...args)
    const work = handlers.get(channel)
    if (!work) throw new Error(`No handler registered for '${channel}'`)
    return work(event, ...args)
  }

  async loadURL(url) {
    const page = await this.#page
    this.#loaded = url
    await page.goto(toHttp(url)).catch((error) => {
      if (!isEnding) throw error
    })
  }

  async loadFile(path) {
    const page = await this.#page
    this.#loaded = pathToFileURL(path).href
    await page.goto(this.#loaded)
  }

  async #print(options) {
    const { pageSize } = options
    calls.push(['printToPDF', JSON.stringify({ pageSize, ...this.preferences })])
    return printPage(await this.#page, options)
  }

  destroy() {
    void this.#page.then((page) => page.close()).catch(() => undefined)
  }

  /** As a person closes it: its page is told before it goes. */
  async close() {
    this.emit('close')
    const page = await this.#page
    const closed = new Promise((resolve) => page.once('close', resolve))
    await page.close({ runBeforeUnload: true })
    await closed
  }

  getNormalBounds() {
    return this.#bounds
  }

  /** For tests: as if a person had moved it. */
  setBounds(bounds) {
    this.#bounds = { ...this.#bounds, ...bounds }
    this.emit('resize')
  }

  isMaximized() {
    return this.#isMaximized
  }

  maximize() {
    this.#isMaximized = true
    calls.push(['window.maximize'])
    this.emit('resize')
  }

  isMinimized = () => false
  isFocused = () => false
  show = note('window.show')
  focus = note('window.focus')
  restore = note('window.restore')
  setProgressBar = note('window.setProgressBar')
}

// ---- schemes

const schemes = new Map()
export const protocol = {
  registerSchemesAsPrivileged() {},
  handle: (scheme, handler) => void schemes.set(scheme, handler),
}

const toHttp = (url) => url.replace(/^([a-z]+):\/\//, (_, scheme) => `${origin}/${scheme}/`)
const toScheme = (url) =>
  url.startsWith(`${origin}/`)
    ? url.slice(origin.length + 1).replace(/^([a-z]+)\//, (_, scheme) => `${scheme}://`)
    : url

const server = createServer((request, response) => {
  void serve(request, response).catch(() => response.destroy())
})

async function serve(request, response) {
  const url = toScheme(`${origin}${request.url}`)
  const handler = schemes.get(url.split(':')[0])
  if (!handler) return response.writeHead(404).end()
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const { method, headers } = request
  const answer = await handler(new Request(url, { method, headers, signal: gone.signal }))
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (!answer.body) return response.end()
  Readable.fromWeb(answer.body)
    .on('error', () => response.destroy())
    .pipe(response)
}

// ---- utility processes

export const utilityProcess = utilityProcesses({ utilities, calls })

// ---- the desktop

export const dialog = {
  async showOpenDialog(...args) {
    calls.push(['dialog.showOpenDialog', JSON.stringify(args.at(-1))])
    const filePaths = dialogAnswers.shift() ?? []
    return { canceled: filePaths.length === 0, filePaths }
  },
  async showSaveDialog(...args) {
    calls.push(['dialog.showSaveDialog', JSON.stringify(args.at(-1))])
    const [filePath = ''] = dialogAnswers.shift() ?? []
    return { canceled: filePath === '', filePath }
  },
  async showMessageBox(options) {
    calls.push(['dialog.showMessageBox', JSON.stringify(options)])
    while (messageAnswers.length === 0) await new Promise((wait) => setTimeout(wait, 50))
    return { response: messageAnswers.shift() }
  },
}
export const shell = {
  openPath: async (path) => note('shell.openPath')(path),
  showItemInFolder: note('shell.showItemInFolder'),
}
let menu = []
export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu(template) {
    menu = template
    calls.push(['menu', JSON.stringify(template.map(({ label, role }) => label ?? role))])
  },
}
const menuItem = (label) =>
  menu.flatMap(({ submenu }) => submenu ?? []).find((item) => item.label === label)
export class Notification extends EventEmitter {
  static isSupported = () => true
  constructor({ title, body }) {
    super()
    this.show = () => note('notification')(title, body)
  }
}
export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1600, height: 1000 } }],
}
// Electron allows what nobody decides about.
const permissions = { request: (_contents, _permission, answer) => answer(true), check: () => true }
export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler) => Object.assign(permissions, { request: handler }),
    setPermissionCheckHandler: (handler) => Object.assign(permissions, { check: handler }),
  },
}

/** What the window may do: its preferences, and what is answered to what a page could try. */
async function guards() {
  const [{ webContents, openHandler, preferences }] = windows
  const url = 'https://example.org/'
  const isAllowed = (name) => {
    let isPrevented = false
    const preventDefault = () => {
      isPrevented = true
    }
    webContents.emit(name, { url, preventDefault }, url)
    return !isPrevented
  }
  const requested = await new Promise((answer) => permissions.request(webContents, 'media', answer))
  const navigations = ['will-navigate', 'will-frame-navigate', 'will-attach-webview']
  return {
    preferences,
    allowed: {
      ...Object.fromEntries(navigations.map((name) => [name, isAllowed(name)])),
      'window-open': openHandler?.({ url }).action !== 'deny',
      'permission-request': requested,
      'permission-check': permissions.check(webContents, 'media', url),
    },
  }
}

// ---- start, and the line to the test

setImmediate(async () => {
  if (isEnding) return
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${server.address().port}`
  const profile = join(paths.get('userData'), 'chromium')
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM_PATH,
    viewport: null,
    args: ['--no-sandbox', '--remote-debugging-port=0'],
  })
  const active = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8')
  process.send?.({ cdp: `http://127.0.0.1:${active.split('\n')[0]}`, origin })
})

const asks = {
  /** Whoever tests it listens by now. */
  open: () => opened(),
  quit: () => app.quit(),
  'answer-dialog': ({ paths }) => dialogAnswers.push(paths),
  'answer-message': ({ button }) => messageAnswers.push(button),
  calls: () => process.send({ calls }),
  processes: () =>
    process.send({ processes: [...utilities].map(([{ pid }, name]) => ({ pid, name })) }),
  'second-instance': () => app.emit('second-instance'),
  guards: async () => process.send({ guards: await guards() }),
  maximize: () => windows[0]?.maximize(),
  'is-maximized': () => process.send({ 'is-maximized': windows[0]?.isMaximized() }),
  resize: ({ bounds }) => windows[0]?.setBounds(bounds),
  menu: ({ label }) => menuItem(label).click(),
}
process.on('message', (message) => void asks[message.ask](message))
// No Chromium outlives the test that started it.
for (const event of ['SIGTERM', 'disconnect']) process.on(event, () => void end())
