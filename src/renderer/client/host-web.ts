import type { Call } from '#contract/api.ts'
import { FlagreelError } from '#contract/errors.ts'
import { CHANGED_PARTS, type ScreenEvent } from '#contract/events.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import type { Host } from './host.ts'

/** The app in a browser, served by `flagreel serve`. */
export function createWebHost(): Host {
  const call: Call = async (name, input, { signal } = {}) => {
    const body = JSON.stringify({ name, input })
    const keepalive = name === 'review.decide' && body.length < KEPT_ALIVE
    const request = { method: 'POST', body, signal: signal ?? null, keepalive }
    return (await answered('/call', request)) as never
  }
  return {
    call,
    subscribe: createEvents(),
    mediaUrl: (contentId, kind, part) =>
      `/media/${contentId}/${kind}${part === undefined ? '' : `/${part}`}`,
    async importModel(file, options) {
      const query = new URLSearchParams({ ...options, file: file.name })
      return (await answered(`/import-model?${query}`, { method: 'POST', body: file })) as never
    },
    async exportFlags(what) {
      const { id, ...saved } = await call('export.prepare', what)
      const link = Object.assign(document.createElement('a'), {
        ...{ href: `/download/${id}`, download: saved.name },
      })
      link.click()
      return saved
    },
    desktop: null,
  }
}

/** Characters of a last decision that the browser still delivers when its page is closed; it allows 64 KiB in all. */
const KEPT_ALIVE = 16_000

/** One connection for all: a browser gives a server six, and each that waits for events takes one. */
function createEvents(): Host['subscribe'] {
  const listeners = new Set<(event: ScreenEvent) => void>()
  const tell = (event: ScreenEvent) => {
    for (const listener of listeners) listener(event)
  }
  let source: EventSource | null = null
  return (listener) => {
    listeners.add(listener)
    if (!source) {
      source = new EventSource('/events')
      source.onmessage = ({ data }) => tell(JSON.parse(String(data)) as ScreenEvent)
      // What changed while nobody listened was not told: at the start, and after the server was away.
      source.onopen = () => tell({ type: 'changed', what: CHANGED_PARTS })
    }
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      source?.close()
      source = null
    }
  }
}

async function answered(path: string, request: RequestInit): Promise<unknown> {
  const response = await fetch(path, request)
  if (!response.ok) throw new FlagreelError('internal', (await response.text()).trim())
  const answer = (await response.json()) as ScreenAnswer
  if (answer.ok) return answer.value
  const { code, message, hint } = answer.error
  throw new FlagreelError(code, message, hint === undefined ? {} : { hint })
}
