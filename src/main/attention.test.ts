import type { BrowserWindow } from 'electron'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CoreEvent } from '#contract/events.ts'
import { Attention } from './attention.ts'
import type { CoreClient } from './core-client.ts'
import { desktopTexts } from './texts.ts'

const notes = vi.hoisted(() => [] as unknown[])

vi.mock('electron', () => ({
  Notification: class {
    static isSupported = () => true
    readonly #options: unknown
    constructor(options: unknown) {
      this.#options = options
    }
    on = () => this
    show = () => void notes.push(this.#options)
  },
}))

let isFocused = false
const bars: number[] = []
const window = {
  ...{ once: () => undefined, isFocused: () => isFocused },
  setProgressBar: (value: number) => void bars.push(value),
} as unknown as BrowserWindow

beforeEach(() => {
  isFocused = false
})
afterEach(() => {
  notes.length = bars.length = 0
})

/** Tells of queues in turn: how many wait, failed, and whether it is paused. */
async function watch(...queues: { queued: number; failed?: number; isPaused?: boolean }[]) {
  const waiting = queues.map(({ queued, failed = 0, isPaused = false }) => ({
    ok: true,
    value: { counts: { queued, running: 0, failed, missing: 0 }, isPaused },
  }))
  const core = { call: async () => waiting.shift() } as unknown as CoreClient
  const attention = new Attention(core, () => desktopTexts('en'))
  attention.watch(window)
  for (const _ of queues) {
    attention.handle({ type: 'changed', what: ['queue'] } as CoreEvent)
    await new Promise(setImmediate)
  }
}

it('says in words alone that a batch is done: no picture, no name', async () => {
  await watch({ queued: 2 }, { queued: 0, failed: 1 })
  expect(notes).toEqual([{ title: 'Scan finished', body: 'All videos are scanned but 1.' }])
  expect(bars.at(-1)).toBe(-1)
})

it('says nothing to a person who is looking, nor about a pause', async () => {
  await watch({ queued: 2 }, { queued: 2, isPaused: true })
  isFocused = true
  await watch({ queued: 2 }, { queued: 0 })
  expect(notes).toEqual([])
})
