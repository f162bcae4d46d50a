import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import type { Core } from '#core/app/create-core.ts'
import { mediaResponse } from '#core/app/media-response.ts'
import { type Access, createAccess } from './access.ts'
import { answerCall, answerWith } from './call.ts'
import { sendEvents } from './events.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { importUpload } from './import-model.ts'
import { listStaticFiles, sendFile } from './static-files.ts'

export interface ServeOptions {
  /** The built app. */
  readonly rendererFolder: string
  /** 0 for any that is free. */
  readonly port: number
}

export interface AppServer {
  /** Opens the app, once. */
  readonly link: string
  close(): Promise<void>
}

interface App {
  readonly core: Core
  readonly access: Access
  readonly files: ReadonlyMap<string, string>
}

/** The review app for a browser on this machine. Listens on loopback only. */
export async function serveApp(
  core: Core,
  { rendererFolder, port }: ServeOptions,
): Promise<AppServer> {
  const files = listStaticFiles(rendererFolder)
  let app: App | undefined
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    if (app) void answer(app, request, response).catch(() => response.destroy())
    else response.writeHead(503).end()
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', (cause: NodeJS.ErrnoException) => failed(portError(port, cause)))
    server.listen(port, '127.0.0.1', listening)
  })
  const access = createAccess((server.address() as AddressInfo).port)
  app = { core, access, files }
  return {
    link: access.link,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function answer(app: App, request: IncomingMessage, response: ServerResponse) {
  const { core, access, files } = app
  const refusal = access.refusal(request)
  if (refusal) return sendText(response, 403, refusal)
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const isReading = request.method === 'GET' || request.method === 'HEAD'
  // A HEAD, as link checkers send it, must not use up the link.
  if (pathname === '/open' && request.method === 'GET') return open(access, request, response)
  if (!access.isKnown(request)) return sendText(response, 403, NEEDS_LINK)
  if (pathname === '/call' && request.method === 'POST')
    return answerCall(core.call, request, response)
  if (pathname === '/import-model' && request.method === 'POST')
    return answerWith(response, (signal) => importUpload(core.call, request, signal))
  if (!isReading) return sendText(response, 405, 'This address is only read.')
  if (pathname === '/events') return sendEvents((listener) => core.subscribe(listener), response)
  if (pathname.startsWith('/media/')) return sendMedia(core, request, response)
  if (pathname.startsWith(DOWNLOADS) && request.method === 'GET')
    return sendExport(core.takeExport(pathname.slice(DOWNLOADS.length)), response)
  const file = files.get(pathname === '/' ? '/index.html' : pathname)
  if (file) return sendFile(response, file)
  return sendText(response, 404, 'There is nothing at this address.')
}

const DOWNLOADS = '/download/'

type TakenExport = NonNullable<ReturnType<Core['takeExport']>>

/** A document that was prepared, once: an address that stays in a history or a log gives nothing. */
function sendExport(taken: TakenExport | undefined, response: ServerResponse): void {
  if (!taken) sendText(response, 404, 'This was downloaded already. Export it again.')
  else void sendAttachment(taken, response)
}

async function sendAttachment(taken: TakenExport, response: ServerResponse): Promise<void> {
  const { name, mediaType, stream } = taken
  response.writeHead(200, {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
  })
  try {
    await pipeline(stream, response)
  } catch {
    // The browser went away, or a file did: what came so far is no whole archive, and says so to whoever opens it.
    response.destroy()
  } finally {
    await taken.dispose()
  }
}

const NEEDS_LINK =
  'Open the link that "flagreel serve" printed. It works once; start the server again for another.'

/** The link works once: a token that stays in a history or a log opens nothing. */
function open(access: Access, request: IncomingMessage, response: ServerResponse): void {
  const { searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const cookie = access.exchange(searchParams.get('token') ?? '')
  if (cookie || access.isKnown(request)) redirect(response, cookie)
  else sendText(response, 403, NEEDS_LINK)
}

function redirect(response: ServerResponse, cookie: string | undefined): void {
  response.writeHead(303, { location: '/', ...(cookie ? { 'set-cookie': cookie } : {}) }).end()
}

async function sendMedia(core: Core, request: IncomingMessage, response: ServerResponse) {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
  const media = await mediaResponse(core, pathname.slice(1), {
    method: request.method ?? 'GET',
    range: request.headers.range,
    signal: gone.signal,
  })
  response.writeHead(media.status, Object.fromEntries(media.headers))
  if (media.body)
    Readable.fromWeb(media.body as never)
      .on('error', () => response.destroy())
      .pipe(response)
  else response.end()
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

function portError(port: number, cause: NodeJS.ErrnoException): FlagreelError {
  const isTaken = cause.code === 'EADDRINUSE'
  return new FlagreelError(
    'bad-argument',
    isTaken
      ? `Another program uses the port ${port}.`
      : `The server cannot listen on port ${port}: ${reasonOf(cause)}`,
    { hint: 'Choose another with --port, or leave it out for any that is free.' },
  )
}
