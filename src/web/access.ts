import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Who may talk to a server on loopback. Any page in the person's browser can send requests to 127.0.0.1, and any host name
 * can be made to resolve to it (DNS rebinding); so every request must name our own host, come from our own page, and
 * carry a secret that only the person who started the server has seen.
 */
export interface Access {
  /** Opens the app once. */
  readonly link: string
  /** The cookie for a token that is right and unused. */
  exchange(token: string): string | undefined
  /** Why a request is refused, undefined when it is not. */
  refusal(request: IncomingMessage): string | undefined
  /** Whether it carries the cookie. */
  isKnown(request: IncomingMessage): boolean
}

const COOKIE = 'flagreel'

export function createAccess(port: number): Access {
  let token: string | undefined = secret()
  const session = secret()
  // The port is part of the name: cookies are shared by all ports of a host.
  const cookie = `${COOKIE}-${port}`
  const hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  return {
    link: `http://127.0.0.1:${port}/open?token=${token}`,
    exchange(given) {
      if (token === undefined || !isEqual(given, token)) return undefined
      token = undefined
      return `${cookie}=${session}; Path=/; HttpOnly; SameSite=Strict`
    },
    refusal({ headers }) {
      if (!hosts.has(headers.host ?? '')) return 'This server answers to its own address only.'
      const { origin } = headers
      if (origin !== undefined && !hosts.has(origin.replace(/^http:\/\//, '')))
        return 'Other pages may not call this server.'
      const site = headers['sec-fetch-site']
      if (site !== undefined && site !== 'same-origin' && site !== 'none')
        return 'Other pages may not call this server.'
      return undefined
    },
    isKnown({ headers }) {
      const given = cookiesOf(headers.cookie).get(cookie)
      return given !== undefined && isEqual(given, session)
    },
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function cookiesOf(header = ''): Map<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2))
  return new Map(pairs.flatMap(([name, value]) => (name && value ? [[name, value]] : [])))
}
