import { type BrowserWindow, Notification } from 'electron'
import type { CoreEvent } from '#contract/events.ts'
import type { QueueState } from '#contract/library.ts'
import type { CoreClient } from './core-client.ts'
import type { DesktopTexts } from './texts.ts'

/** Progress on the taskbar, and a word when a batch is done while nobody looks. Counts only: no names, no pictures. */
export class Attention {
  readonly #core: CoreClient
  readonly #texts: () => DesktopTexts
  #window: BrowserWindow | null = null
  #wasBusy = false

  constructor(core: CoreClient, texts: () => DesktopTexts) {
    this.#core = core
    this.#texts = texts
  }

  watch(window: BrowserWindow): void {
    this.#window = window
    window.once('closed', () => {
      this.#window = null
    })
  }

  handle(event: CoreEvent): void {
    if (event.type === 'job-progress') {
      const { doneSec, totalSec } = event.pace
      this.#window?.setProgressBar(totalSec ? Math.min(1, doneSec / totalSec) : 2)
    }
    if (event.type === 'changed' && event.what.includes('queue')) void this.#look()
  }

  async #look(): Promise<void> {
    const answer = await this.#core.call('queue.show', {})
    if (!answer.ok) {
      this.#window?.setProgressBar(-1)
      return
    }
    const { counts, isPaused } = answer.value as QueueState
    const isBusy = !isPaused && counts.queued + counts.running > 0
    if (!isBusy) this.#window?.setProgressBar(-1)
    if (this.#wasBusy && !isBusy && !isPaused) this.#tell(counts.failed + counts.missing)
    this.#wasBusy = isBusy
  }

  #tell(failed: number): void {
    if (this.#window?.isFocused() || !Notification.isSupported()) return
    const { scanDone, scanDoneText } = this.#texts()
    const note = new Notification({ title: scanDone, body: scanDoneText(failed) })
    note.on('click', () => this.#window?.show())
    note.show()
  }
}
