/** What a test does to the desktop app from outside its page. */
export type DesktopAsk =
  | { readonly ask: 'answer-dialog'; readonly paths: readonly string[] }
  /** By the place of the button. */
  | { readonly ask: 'answer-message'; readonly button: number }
  | { readonly ask: 'second-instance' }
  | { readonly ask: 'resize'; readonly bounds: Bounds }
  | { readonly ask: 'maximize' }
  /** Chooses an item by its words. */
  | { readonly ask: 'menu'; readonly label: string }

interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A utility process: `core` or `inference-worker`. */
export interface UtilityInfo {
  readonly name: string
  readonly pid: number
}

/** What the window may do, as the main process set it up. */
export interface Guards {
  readonly preferences: Readonly<Record<string, unknown>>
  /** By what a page could try. */
  readonly allowed: Readonly<Record<string, boolean>>
}
