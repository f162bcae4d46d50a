import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FlagreelError, toWireError, type WireError } from '#contract/errors.ts'
import type { CoreEvent } from '#contract/events.ts'
import type { MediaKind, Playback as PlaybackState } from '#contract/playback.ts'
import { makeProxy, makeStill, makeStrip } from '#core/media/derive.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import type { MediaTools } from '#core/media/tools.ts'
import { isPlayable } from './playable.ts'
import { planStrip } from './strip-plan.ts'

/** What playback needs of the other parts; core/app supplies it. */
export interface PlaybackParts {
  /** Where derived pictures and videos are kept; they can all be made again. */
  readonly folder: string
  readonly tools: () => Promise<MediaTools>
  readonly probe: (path: string, signal: AbortSignal) => Promise<MediaInfo>
  /** Where a content lies now; undefined when it is nowhere. */
  readonly pathOf: (contentId: string) => string | undefined
  readonly emit: (event: CoreEvent) => void
}

interface Making {
  fraction: number
  readonly done: Promise<void>
}

const PROXY_LINES = 480
const STILL_LINES = 480

/** A file to send to the screen. */
export interface Resource {
  readonly file: string
  readonly type: string
}

/** Makes a content visible: the original where Chromium plays it, else a proxy, and pictures of it. */
export class Playback {
  readonly #parts: PlaybackParts
  readonly #closing = new AbortController()
  readonly #proxies = new Map<string, Making>()
  readonly #failures = new Map<string, WireError>()
  readonly #pictures = new Map<string, Promise<void>>()
  readonly #probed = new Map<string, Promise<MediaInfo>>()
  #queue: Promise<void> = Promise.resolve()

  constructor(parts: PlaybackParts) {
    this.#parts = parts
    removeLeftovers(parts.folder)
  }

  /** `wantsProxy`: the original could not be played after all, or not frame by frame. One that is there is preferred. */
  async open(contentId: string, wantsProxy = false): Promise<PlaybackState> {
    const info = await this.#info(contentId)
    const needsProxy = wantsProxy || !isPlayable(info)
    if (needsProxy) this.#startProxy(contentId, info)
    const hasProxy = existsSync(this.#path(contentId, 'proxy.mp4'))
    const source = needsProxy || hasProxy ? 'proxy' : 'original'
    const making = needsProxy ? this.#proxies.get(contentId) : undefined
    const error = (needsProxy && this.#failures.get(contentId)) || null
    const { keyframesOnly: _, ...strip } = planStrip(info.durationSec ?? 0)
    return {
      contentId,
      source,
      state: making ? 'making' : error ? 'failed' : 'ready',
      fraction: making?.fraction ?? null,
      error,
      width: info.video.width,
      height: info.video.height,
      hasAudio: info.audio !== undefined,
      strip: info.durationSec ? strip : null,
    }
  }

  /** The file behind `<contentId>/<kind>[/<part>]`, made when it is not there yet. */
  async resource(contentId: string, kind: MediaKind, part: number): Promise<Resource> {
    const info = await this.#info(contentId)
    if (kind === 'original') return { file: info.path, type: typeOf(info) }
    if (kind === 'proxy') return this.#proxy(contentId)
    if (kind === 'strip') return this.#strip(contentId, info, part)
    const seekSec = kind === 'poster' ? posterSec(info) : stillSec(info, part)
    const name = kind === 'poster' ? 'poster.jpg' : `still-${part}.jpg`
    const out = this.#path(contentId, name)
    const args = { path: info.path, streamIndex: info.video.index, out, lines: STILL_LINES }
    await this.#picture(out, async () =>
      makeStill(await this.#tools(), { ...args, seekSec }, this.#stopping),
    )
    return { file: out, type: 'image/jpeg' }
  }

  /** Ends what is being made. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#queue
    await Promise.allSettled(this.#pictures.values())
  }

  get #stopping() {
    return { signal: this.#closing.signal }
  }

  #tools(): Promise<MediaTools> {
    return this.#parts.tools()
  }

  #path(contentId: string, name: string): string {
    return join(this.#parts.folder, contentId, name)
  }

  /** Probed once, as long as the content stays at its place. */
  async #info(contentId: string): Promise<MediaInfo> {
    const path = this.#parts.pathOf(contentId)
    if (path === undefined)
      throw new FlagreelError('not-found', 'The video is not where it was.', {
        hint: 'Connect its drive or add the folder that it was moved to; its scores and verdicts are kept.',
      })
    const key = `${contentId} ${path}`
    const known = this.#probed.get(key)
    if (known !== undefined) return known
    const probing = this.#parts.probe(path, this.#closing.signal)
    this.#probed.set(key, probing)
    probing.catch(() => this.#probed.delete(key))
    return probing
  }

  /** One at a time: each takes all that the scan leaves of the processor. */
  #startProxy(contentId: string, info: MediaInfo): void {
    const out = this.#path(contentId, 'proxy.mp4')
    if (this.#proxies.has(contentId) || this.#failures.has(contentId) || existsSync(out)) return
    const done = this.#queue.then(() => this.#makeProxy(contentId, info, out))
    this.#queue = done
    this.#proxies.set(contentId, { fraction: 0, done })
  }

  async #makeProxy(contentId: string, info: MediaInfo, out: string): Promise<void> {
    const { emit } = this.#parts
    const { index: streamIndex, timeBase, startPts = 0 } = info.video
    const startSec = stillSec(info, startPts)
    const args = { path: info.path, streamIndex, out, lines: PROXY_LINES, timeBase, startSec }
    const onProgress = (doneSec: number) => {
      const fraction = info.durationSec ? Math.min(1, doneSec / info.durationSec) : 0
      const making = this.#proxies.get(contentId)
      if (making) making.fraction = fraction
      emit({ type: 'proxy-progress', contentId, fraction })
    }
    try {
      await makeProxy(await this.#tools(), args, { ...this.#stopping, onProgress })
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#failures.set(contentId, toWireError(error))
    } finally {
      this.#proxies.delete(contentId)
      emit({ type: 'changed', what: ['playback'] })
    }
  }

  async #proxy(contentId: string): Promise<Resource> {
    const file = this.#path(contentId, 'proxy.mp4')
    if (!existsSync(file))
      throw new FlagreelError('not-found', 'The proxy of this video is not made yet.')
    return { file, type: 'video/mp4' }
  }

  async #strip(contentId: string, info: MediaInfo, sheet: number): Promise<Resource> {
    const plan = planStrip(info.durationSec ?? 0)
    if (!Number.isInteger(sheet) || sheet < 0 || sheet >= plan.sheets)
      throw new FlagreelError('not-found', `The strip has ${plan.sheets} sheets, and no ${sheet}.`)
    const out = this.#path(contentId, 'strip')
    const args = { ...plan, path: info.path, streamIndex: info.video.index, out }
    await this.#picture(out, async () => makeStrip(await this.#tools(), args, this.#stopping))
    return { file: join(out, `${String(sheet).padStart(3, '0')}.jpg`), type: 'image/jpeg' }
  }

  /** Made once, also when asked for twice at the same moment. */
  async #picture(path: string, make: () => Promise<void>): Promise<void> {
    if (existsSync(path)) return
    const making = this.#pictures.get(path) ?? make().finally(() => this.#pictures.delete(path))
    this.#pictures.set(path, making)
    await making
  }
}

/** A little into the video: many begin in black. */
function posterSec({ durationSec = 0 }: MediaInfo): number {
  return Math.min(durationSec * 0.1, 10)
}

function stillSec({ video, startTimeSec }: MediaInfo, pts: number): number {
  const { num, den } = video.timeBase
  return Math.max(0, (pts * num) / den - startTimeSec)
}

function typeOf({ container }: MediaInfo): string {
  return /\bwebm\b/.test(container) ? 'video/webm' : 'video/mp4'
}

/** What a killed process was writing. */
function removeLeftovers(folder: string): void {
  if (!existsSync(folder)) return
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((each) => /(^|[\\/])\.making-[^\\/]*$/.test(each)))
    rmSync(join(folder, name), { recursive: true, force: true })
}
