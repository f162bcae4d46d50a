import { createContext, useContext } from 'react'
import type { Call } from '#contract/api.ts'
import type { ScreenEvent } from '#contract/events.ts'
import type { MediaKind } from '#contract/playback.ts'

/** What the screens need of the place they run in. They never know more of it. */
export interface Host {
  readonly kind: 'desktop' | 'browser'
  readonly call: Call
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: ScreenEvent) => void): () => void
  /** Address of a picture or video of a content. `part`: sheet of a strip, PTS of a still. */
  mediaUrl(contentId: string, kind: MediaKind, part?: number): string
}

const HostContext = createContext<Host | null>(null)
export const HostProvider = HostContext.Provider

export function useHost(): Host {
  const host = useContext(HostContext)
  if (!host) throw new Error('There is no HostProvider above this component.')
  return host
}
