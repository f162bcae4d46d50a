import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { FlagreelError, toWireError, type WireError } from '#contract/errors.ts'
import type { CoreEvent } from '#contract/events.ts'
import type { MediaKind, Playback as PlaybackState } from '#contract/playback.ts'
import {
  type DeriveOptions,
  makeProxy,
  makeStill,
  makeStrip,
  removeUnfinished,
} from '#core/media/derive.ts'
import type { StillArguments } from '#core/media/derive-args.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import type { MediaTools } from '#core/media/tools.ts'
import { Pictures, pruneStills } from './pictures.ts'
import { isPlayable, scrubsSlowly } from './playable.ts'
import { planStrip } from './strip-plan.ts'

/** What playback needs of the other parts; core/app supplies it. */
export interface PlaybackParts {
  /** Where derived pictures and videos are kept; they can all be made again. */
  readonly folder: string
  readonly tools: () => Promise<MediaTools>
  readonly probe: (path: string, signal: AbortSignal) => Promise<MediaInfo>
  /** Where a content lies now, unchanged where there is such a place; undefined when it is nowhere. */
  readonly pathOf: (contentId: string) => string | undefined
  /** The file at a path is the one that was scanned, by size and time of change. */
  readonly isUnchanged: (path: string) => boolean
  /** It is another one; false when there is none. */
  readonly isReplaced: (path: string) => boolean
  /** Of the key frames that a scan met; undefined when there was none. */
  readonly keyPts: (contentId: string) => Promise<readonly number[] | undefined>
  /** Whether the person wants the machine left alone. */
  readonly isPaused: () => boolean
  readonly emit: (event: CoreEvent) => void
}

interface OpenOptions {
  /** The original could not be played after all, or not frame by frame. */
  readonly proxy?: boolean
  /** The proxy could not be made, or not be played: another try. */
  readonly again?: boolean
}

interface Making {
  fraction: number
  readonly done: Promise<void>
}

const PROXY_LINES = 480
const POSTER_LINES = 480
/** For the timeline and what floats above it. */
const STILL_LINES = 180
/** How late a pause ends what is made in the background. */
const PAUSE_NOTICED_MS = 1000

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
  readonly #pictures = new Pictures()
  /** Strips that a person waits for. */
  readonly #wanted = new Set<string>()
  readonly #probed = new Map<string, Promise<MediaInfo>>()
  #queue: Promise<void> = Promise.resolve()
  #background: Promise<void> = Promise.resolve()

  constructor(parts: PlaybackParts) {
    this.#parts = parts
    removeLeftovers(parts.folder)
  }

  /** A proxy that is there is preferred. One that only makes scrubbing fast is made while the original plays. */
  async open(contentId: string, options: OpenOptions = {}): Promise<PlaybackState> {
    const info = await this.#info(contentId)
    if (options.again) this.#forget(contentId)
    const needsProxy = options.proxy === true || !isPlayable(info)
    if (needsProxy || (await this.#scrubsSlowly(contentId, info))) this.#startProxy(contentId, info)
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
    return kind === 'poster' ? this.#poster(contentId, info) : this.#still(contentId, info, part)
  }

  /**
   * Makes the strip of a scanned video, one video after another on one thread, so that it is there when the video is opened.
   * Given up when the machine is to be left alone; then it is made when it is asked for.
   */
  prepare(contentId: string): void {
    this.#background = this.#background
      .then(() => this.#prepare(contentId))
      // It is tried again, and the reason told, when the video is opened.
      .catch(() => undefined)
  }

  /** Ends what is being made. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all([this.#queue, this.#background])
    await this.#pictures.settled()
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
    if (path === undefined) throw gone()
    if (this.#parts.isReplaced(path)) throw replaced(path)
    const key = `${contentId} ${path}`
    const known = this.#probed.get(key)
    if (known !== undefined) return known
    const probing = this.#probe(path)
    this.#probed.set(key, probing)
    probing.catch(() => this.#probed.delete(key))
    return probing
  }

  async #probe(path: string): Promise<MediaInfo> {
    const info = await this.#parts.probe(path, this.#closing.signal)
    this.#confirm(path)
    return info
  }

  /** Throws when what was read of a file is not of the video that was scanned. */
  #confirm(path: string): void {
    if (this.#parts.isReplaced(path)) throw replaced(path)
    if (!this.#parts.isUnchanged(path)) throw gone()
  }

  /** What is made of a file is kept only if it is still the one that was scanned. */
  #reading(path: string) {
    return { signal: this.#closing.signal, confirm: () => this.#confirm(path) }
  }

  async #scrubsSlowly(contentId: string, info: MediaInfo): Promise<boolean> {
    // Without a model nothing is known of the scan; that is told where scores are asked for.
    const keyPts = await this.#parts.keyPts(contentId).catch(() => undefined)
    return keyPts !== undefined && scrubsSlowly(info, keyPts)
  }

  /** What went wrong before; a proxy that is there is one that could not be played. */
  #forget(contentId: string): void {
    if (this.#proxies.has(contentId)) return
    this.#failures.delete(contentId)
    rmSync(this.#path(contentId, 'proxy.mp4'), { force: true })
    this.#parts.emit({ type: 'changed', what: ['playback'] })
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
      await makeProxy(await this.#tools(), args, { ...this.#reading(info.path), onProgress })
    } catch (error) {
      // One that was replaced is told of whenever it is asked for, and is no failure once it is back.
      const isKept = !this.#closing.signal.aborted && !this.#parts.isReplaced(info.path)
      if (isKept) this.#failures.set(contentId, toWireError(error))
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

  async #poster(contentId: string, info: MediaInfo): Promise<Resource> {
    const out = this.#path(contentId, 'poster.jpg')
    const source = { path: info.path, streamIndex: info.video.index, seekSec: posterSec(info) }
    await this.#shot({ ...source, out, lines: POSTER_LINES }, this.#reading(info.path))
    return { file: out, type: 'image/jpeg' }
  }

  /** Out of the proxy where there is one: it has a key frame close by. */
  async #still(contentId: string, info: MediaInfo, pts: number): Promise<Resource> {
    const out = this.#path(contentId, `still-${pts}.jpg`)
    const proxy = this.#path(contentId, 'proxy.mp4')
    const { index, timeBase, startPts = 0 } = info.video
    const sinceStart = Math.max(0, ((pts - startPts) * timeBase.num) / timeBase.den)
    const source = existsSync(proxy)
      ? { path: proxy, streamIndex: 0, seekSec: sinceStart }
      : { path: info.path, streamIndex: index, seekSec: stillSec(info, pts) }
    const { signal, confirm } = this.#reading(info.path)
    const options = source.path === proxy ? { signal } : { signal, confirm }
    await this.#shot({ ...source, out, lines: STILL_LINES }, options)
    return { file: out, type: 'image/jpeg' }
  }

  async #shot(args: StillArguments, options: DeriveOptions): Promise<void> {
    await this.#pictures.makeShort(args.out, async () => {
      await makeStill(await this.#tools(), args, options)
      await pruneStills(args.out)
    })
  }

  async #strip(contentId: string, info: MediaInfo, sheet: number): Promise<Resource> {
    const { sheets } = planStrip(info.durationSec ?? 0)
    if (!Number.isInteger(sheet) || sheet < 0 || sheet >= sheets)
      throw new FlagreelError('not-found', `The strip has ${sheets} sheets, and no ${sheet}.`)
    const out = this.#path(contentId, 'strip')
    this.#wanted.add(out)
    await this.#makeStrip(out, info).finally(() => this.#wanted.delete(out))
    return { file: join(out, `${String(sheet).padStart(3, '0')}.jpg`), type: 'image/jpeg' }
  }

  #makeStrip(out: string, info: MediaInfo, background?: AbortSignal): Promise<void> {
    const plan = planStrip(info.durationSec ?? 0)
    const args = { ...plan, path: info.path, streamIndex: info.video.index, out }
    const { signal: closing, confirm } = this.#reading(info.path)
    const signal = AbortSignal.any([closing, ...(background ? [background] : [])])
    const options = { signal, confirm }
    return this.#pictures.make(out, async () =>
      makeStrip(await this.#tools(), { ...args, ...(background && { threads: 1 }) }, options),
    )
  }

  async #prepare(contentId: string): Promise<void> {
    const { isPaused } = this.#parts
    if (this.#closing.signal.aborted || isPaused()) return
    const out = this.#path(contentId, 'strip')
    const info = await this.#info(contentId)
    const resting = new AbortController()
    const watch = setInterval(() => {
      if (isPaused() && !this.#wanted.has(out)) resting.abort()
    }, PAUSE_NOTICED_MS)
    await this.#makeStrip(out, info, resting.signal).finally(() => clearInterval(watch))
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

function gone(): FlagreelError {
  return new FlagreelError('not-found', 'The video is not where it was.', {
    hint: 'Connect its drive or add the folder that it was moved to; its scores and verdicts are kept.',
  })
}

function replaced(path: string): FlagreelError {
  const message = `${path} is not the file that was scanned, by its size or time of change: scan it again.`
  return new FlagreelError('bad-media', message, {
    hint: 'Or put the file that was scanned back; its scores and verdicts are kept.',
  })
}

/** What killed processes were making: a folder a content. */
function removeLeftovers(folder: string): void {
  if (!existsSync(folder)) return
  for (const each of readdirSync(folder, { withFileTypes: true }))
    if (each.isDirectory()) removeUnfinished(join(folder, each.name))
}
