import { createContext, useContext } from 'react'
import type { Call } from '#contract/api.ts'
import type { ScreenEvent } from '#contract/events.ts'
import type { ExportRequest, SavedExport } from '#contract/export.ts'
import type { Added } from '#contract/library.ts'
import type { MediaKind } from '#contract/playback.ts'
import type { ModelSummary } from '#contract/results.ts'

/** What the screens need of the place they run in. They never know more of it. */
export interface Host {
  readonly call: Call
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: ScreenEvent) => void): () => void
  /** Address of a picture or video of a content. `part`: sheet of a strip, PTS of a still. */
  mediaUrl(contentId: string, kind: MediaKind, part?: number): string
  /** Imports a checkpoint that the person dropped or chose; progress comes as `import-progress` events. */
  importModel(file: File, options: ImportOptions): Promise<ModelSummary>
  /** Writes flags to a file that the person names, or downloads them; null when they named none. */
  exportFlags(what: ExportRequest): Promise<SavedExport | null>
  /** What only a desktop window can do; null in a browser, where paths are typed. */
  readonly desktop: Desktop | null
}

export interface ImportOptions {
  readonly preset?: 'ucf' | 'xd'
  readonly name?: string
}

/** Paths stay on the other side: the screens name files by id, or hand over what was dropped. */
export interface Desktop {
  /** Asks the person, and adds what they chose; null when they chose nothing. */
  chooseVideos(what: 'files' | 'folders'): Promise<Added | null>
  addDropped(files: readonly File[]): Promise<Added>
  /** Shows a video, or the data folder, in the system's file manager. */
  reveal(what: { readonly fileId: number } | 'data'): Promise<void>
}

const HostContext = createContext<Host | null>(null)
export const HostProvider = HostContext.Provider

export function useHost(): Host {
  const host = useContext(HostContext)
  if (!host) throw new Error('There is no HostProvider above this component.')
  return host
}
