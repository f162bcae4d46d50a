import type { MethodName } from '#contract/api.ts'
import type { CoreEvent } from '#contract/events.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import type { FromWorker, ToWorker } from '#core/nn/session/protocol.ts'

/** What the main process and the core's process say to each other. Plain data and typed arrays. */
export type ToCore =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly name: MethodName
      readonly input: unknown
    }
  | { readonly kind: 'cancel'; readonly id: number }
  /** The file behind an address of a picture or video. */
  | { readonly kind: 'resource'; readonly id: number; readonly address: string }
  | {
      readonly kind: 'place'
      readonly id: number
      readonly what: { readonly fileId: number } | 'data'
    }
  | { readonly kind: 'printed'; readonly id: number; readonly answer: ScreenAnswer }
  | { readonly kind: 'worker-said'; readonly worker: number; readonly message: FromWorker }
  | { readonly kind: 'worker-ended'; readonly worker: number; readonly code: number | null }
  /** Ends what runs, then the process. */
  | { readonly kind: 'close' }

export type FromCore =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: ScreenAnswer }
  | { readonly kind: 'event'; readonly event: CoreEvent }
  /** Only the main process has windows, and so a printer. */
  | { readonly kind: 'print'; readonly id: number; readonly order: PrintOrder }
  /** Only the main process may start utility processes, so it starts the inference workers, too. */
  | { readonly kind: 'worker-start'; readonly worker: number }
  | { readonly kind: 'worker-send'; readonly worker: number; readonly message: ToWorker }
  | { readonly kind: 'worker-kill'; readonly worker: number }

/** A page of ours on the disk, and where its PDF goes. */
export interface PrintOrder {
  readonly html: string
  readonly pdf: string
}

/** What printed it, for the manifest. */
export interface PrintedBy {
  readonly program: string
  readonly version: string
  readonly arguments: string[]
}

/** Arguments of the core's process, as JSON. */
export interface CoreArguments {
  readonly libraryFolder: string | undefined
  readonly resourcesFolder: string
  readonly version: string
}
