import type { MethodName } from './api.ts'
import type { ScreenEvent } from './events.ts'
import type { ExportRequest } from './export.ts'
import type { ScreenAnswer } from './screen.ts'

/**
 * What the preload gives the desktop window, by name and nothing else. Files go over as `File`: the preload alone learns
 * where they lie, and the page never does.
 */
export interface DesktopBridge {
  /** `id` names the call, for `cancel`. */
  call(id: number, name: MethodName, input: unknown): Promise<ScreenAnswer>
  cancel(id: number): void
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: ScreenEvent) => void): () => void
  /** Answers null when nothing was chosen. */
  chooseVideos(what: 'files' | 'folders'): Promise<ScreenAnswer>
  addDropped(files: readonly File[]): Promise<ScreenAnswer>
  importModel(file: File, options: { preset?: 'ucf' | 'xd'; name?: string }): Promise<ScreenAnswer>
  /** Asks where to write; answers null when no place was chosen. */
  exportFlags(what: ExportRequest): Promise<ScreenAnswer>
  reveal(what: { readonly fileId: number } | 'data'): Promise<ScreenAnswer>
  /** The native menu asks for a screen. */
  onShow(listener: (screen: MenuScreen) => void): void
}

/** Screens that the native menu leads to. */
export type MenuScreen = 'help' | 'settings'

/** Channels between window and main process. */
export const CHANNELS = {
  call: 'flagreel:call',
  cancel: 'flagreel:cancel',
  event: 'flagreel:event',
  choose: 'flagreel:choose',
  add: 'flagreel:add',
  import: 'flagreel:import',
  export: 'flagreel:export',
  reveal: 'flagreel:reveal',
  show: 'flagreel:show',
} as const
