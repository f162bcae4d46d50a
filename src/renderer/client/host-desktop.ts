import type { DesktopBridge } from '#contract/desktop-bridge.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import type { Host } from './host.ts'

/** The app in its own window; the preload's bridge carries the calls. */
export function createDesktopHost(bridge: DesktopBridge): Host {
  let calls = 0
  return {
    async call(name, input, { signal } = {}) {
      signal?.throwIfAborted()
      const id = ++calls
      const cancel = () => bridge.cancel(id)
      signal?.addEventListener('abort', cancel, { once: true })
      try {
        return unwrap(await bridge.call(id, name, input)) as never
      } finally {
        signal?.removeEventListener('abort', cancel)
      }
    },
    subscribe: (listener) => bridge.subscribe(listener),
    // Relative to the window's own page, which its scheme serves.
    mediaUrl: (contentId, kind, part) =>
      `media/${contentId}/${kind}${part === undefined ? '' : `/${part}`}`,
    importModel: async (file, options) => unwrap(await bridge.importModel(file, options)) as never,
    exportFlags: async (what) => unwrap(await bridge.exportFlags(what)) as never,
    desktop: {
      chooseVideos: async (what) => unwrap(await bridge.chooseVideos(what)) as never,
      addDropped: async (files) => unwrap(await bridge.addDropped(files)) as never,
      reveal: async (what) => {
        unwrap(await bridge.reveal(what))
      },
    },
  }
}

function unwrap(answer: ScreenAnswer): unknown {
  if (answer.ok) return answer.value
  const { code, message, hint } = answer.error
  throw new FlagreelError(code, message, hint === undefined ? {} : { hint })
}
