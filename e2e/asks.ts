/** What a test does to the desktop app from outside its page. */
export type DesktopAsk =
  | { readonly ask: 'answer-dialog'; readonly paths: readonly string[] }
  /** By the place of the button. */
  | { readonly ask: 'answer-message'; readonly button: number }
  | { readonly ask: 'second-instance' }
  | { readonly ask: 'resize'; readonly bounds: Bounds }
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
