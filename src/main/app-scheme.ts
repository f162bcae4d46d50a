import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { fromWireError } from '#contract/errors.ts'
import type { Core } from '#core/app/create-core.ts'
import { mediaResponse } from '#core/app/media-response.ts'
import { SECURITY_HEADERS } from '#web/headers.ts'
import { listStaticFiles, typeOf } from '#web/static-files.ts'
import type { CoreClient } from './core-client.ts'

const SCHEME = 'flagreel'
const ORIGIN = `${SCHEME}://app`
export const APP_URL = `${ORIGIN}/index.html`

/** Before the app is ready: Electron takes no privileges later. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true }
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }])
}

/** Serves the built app and the pictures and videos of the library, and nothing else of this computer. */
export function serveApp(rendererFolder: string, core: CoreClient): void {
  const files = listStaticFiles(rendererFolder)
  protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url)
    if (host !== 'app') return nothing()
    if (pathname.startsWith('/media/')) return media(core, pathname.slice(1), request)
    const file = files.get(pathname)
    if (!file) return nothing()
    const headers = { ...SECURITY_HEADERS, 'content-type': typeOf(file) }
    return new Response(await readFile(file), { headers })
  })
}

function nothing(): Response {
  return new Response(null, { status: 404, headers: SECURITY_HEADERS })
}

function media(core: CoreClient, address: string, request: Request): Promise<Response> {
  return mediaResponse(
    {
      async resource(wanted) {
        const answer = await core.resource(wanted)
        if (answer.ok) return answer.value as Awaited<ReturnType<Core['resource']>>
        throw fromWireError(answer.error)
      },
    },
    address,
    {
      method: request.method,
      range: request.headers.get('range') ?? undefined,
      signal: request.signal,
    },
  )
}

/** Whether an address is the app's own. */
export function isAppUrl(url: string): boolean {
  return url === APP_URL || url.startsWith(`${APP_URL}#`)
}
