import { FlagreelError } from '#contract/errors.ts'
import type { ScreenEvent } from '#contract/events.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import type { Host } from './host.ts'

/** The app in a browser, served by `flagreel serve`. */
export function createWebHost(): Host {
  return {
    kind: 'browser',
    async call(name, input, { signal } = {}) {
      const body = JSON.stringify({ name, input })
      const response = await fetch('/call', { method: 'POST', body, signal: signal ?? null })
      if (!response.ok) throw new FlagreelError('internal', (await response.text()).trim())
      const answer = (await response.json()) as ScreenAnswer
      if (answer.ok) return answer.value as never
      const { code, message, hint } = answer.error
      throw new FlagreelError(code, message, hint === undefined ? {} : { hint })
    },
    subscribe(listener) {
      const source = new EventSource('/events')
      source.onmessage = ({ data }) => listener(JSON.parse(String(data)) as ScreenEvent)
      return () => source.close()
    },
    mediaUrl: (contentId, kind, part) =>
      `/media/${contentId}/${kind}${part === undefined ? '' : `/${part}`}`,
  }
}
