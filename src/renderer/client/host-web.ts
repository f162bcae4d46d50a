import { FlagreelError } from '#contract/errors.ts'
import type { ScreenEvent } from '#contract/events.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import type { Host } from './host.ts'

/** The app in a browser, served by `flagreel serve`. */
export function createWebHost(): Host {
  return {
    async call(name, input, { signal } = {}) {
      const body = JSON.stringify({ name, input })
      return (await answered('/call', { method: 'POST', body, signal: signal ?? null })) as never
    },
    subscribe(listener) {
      const source = new EventSource('/events')
      source.onmessage = ({ data }) => listener(JSON.parse(String(data)) as ScreenEvent)
      return () => source.close()
    },
    mediaUrl: (contentId, kind, part) =>
      `/media/${contentId}/${kind}${part === undefined ? '' : `/${part}`}`,
    async importModel(file, options) {
      const query = new URLSearchParams({ ...options, file: file.name })
      return (await answered(`/import-model?${query}`, { method: 'POST', body: file })) as never
    },
    desktop: null,
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
