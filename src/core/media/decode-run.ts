import { randomBytes } from 'node:crypto'
import { type Recipe, SNIPPET_FRAMES } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { DecodeLog } from './decode-log.ts'
import { type DecodeArguments, decodeArgs, type SeekTarget, trialArgs } from './ffmpeg-args.ts'
import { chosenFramesOf, deliveredFrames } from './frame-choice.ts'
import { readFrames } from './frame-reader.ts'
import { badMedia, checkMediaFile } from './media-file.ts'
import type { MediaInfo } from './probe-report.ts'
import { asNumber } from './rational.ts'
import { type FrameSize, resizedSize, resizeFilter } from './resize.ts'
import { runTool, startTool, type ToolProcess, throwIfCancelled } from './run-tool.ts'
import { explainFailure, formatMessage, isProblem, messagesIn, NO_FRAME } from './tool-messages.ts'
import type { MediaTools } from './tools.ts'
import { Watchdog } from './watchdog.ts'

export interface DecodedFrame {
  readonly width: number
  readonly height: number
  /** [height, width, 3], 8 bits. */
  readonly rgb: Uint8Array
}

export interface DecodedSnippet {
  readonly index: number
  /** 16; fewer in the last snippet. */
  readonly frameCount: number
  /** In ticks of the stream's time base. */
  readonly startPts: number
  /** [frameCount], the first of them `startPts`. */
  readonly framePts: readonly number[]
  /** Of those, the key frames. */
  readonly keyPts: readonly number[]
  /** The recipe's frames of the snippet, resized, not cropped. */
  readonly frames: readonly DecodedFrame[]
}

export interface RunOptions {
  readonly recipe: Pick<Recipe, 'frames' | 'resize'>
  /** Of the image tower, in pixels. */
  readonly resolution: number
  readonly signal?: AbortSignal | undefined
  /** ffmpeg is ended when somebody waits and no frame comes for this long. */
  readonly stallMs: number
  /**
   * Of the decoder. A run ends at the first damage, except one that decodes from the start in a single thread: only
   * that makes up the same pictures for the damaged ones every time.
   */
  readonly threads: number
  /** Index of the first snippet that is wanted. */
  readonly firstSnippet: number
  /** Where that snippet is, to go there directly; without it, everything before is decoded and dropped. */
  readonly seek?: SeekTarget | undefined
}

/** One ffmpeg process decoding one file. It starts at the first `next()` and never outlives the generator. */
export interface DecodeRun {
  /** Ends as 'damaged' before the first snippet that damage may have touched. */
  readonly snippets: AsyncGenerator<DecodedSnippet, RunEnd>
  readonly log: DecodeLog
}
export type RunEnd = 'ended' | 'damaged'

export function createDecodeRun(
  tools: Pick<MediaTools, 'ffmpeg'>,
  info: MediaInfo,
  options: RunOptions,
): DecodeRun {
  const nonce = randomBytes(8).toString('hex')
  const { averageFrameRate, timeBase } = info.video
  let isStalled = false
  let child: ToolProcess | undefined
  const watchdog = new Watchdog(options.stallMs, () => {
    isStalled = true
    child?.kill()
  })
  const log = new DecodeLog({
    nonce,
    container: info.container,
    nominalStep: 1 / (asNumber(averageFrameRate) * asNumber(timeBase)),
    startPts: options.seek?.startPts,
    firstSnippet: options.seek ? 0 : options.firstSnippet,
    onFrame: () => watchdog.touch(),
    onMissed: () => child?.kill(),
  })
  const onAbort = () => child?.kill()

  async function* snippets(): AsyncGenerator<DecodedSnippet, RunEnd> {
    throwIfCancelled(options.signal)
    await checkMediaFile(info.path)
    const args = argumentsFor(info, options, nonce)
    child = startTool(tools.ffmpeg, decodeArgs(args))
    listen(child, log)
    options.signal?.addEventListener('abort', onAbort)
    watchdog.start()
    try {
      const { ffmpeg } = tools
      const trial = trialArgs(args)
      return yield* assemble({ child, log, watchdog, info, options, ffmpeg, trial })
    } catch (error) {
      throwIfCancelled(options.signal)
      if (isStalled) throw stalled(info.path, options.stallMs)
      throw error
    } finally {
      watchdog.stop()
      options.signal?.removeEventListener('abort', onAbort)
      child.kill()
      await child.ended.catch(() => undefined)
    }
  }
  return { snippets: snippets(), log }
}

interface Assembly {
  readonly child: ToolProcess
  readonly log: DecodeLog
  readonly watchdog: Watchdog
  readonly info: MediaInfo
  readonly options: RunOptions
  readonly ffmpeg: string
  /** Arguments of the same work without the file. */
  readonly trial: readonly string[]
}

/**
 * Joins the two pipes: the k-th picture on stdout is the k-th frame of the selection, and stderr tells when it is
 * shown. A snippet is complete when the next one's first frame has come on both, or when ffmpeg has ended; by then
 * everything that the decoder had to say about it has been read.
 */
async function* assemble(assembly: Assembly): AsyncGenerator<DecodedSnippet, RunEnd> {
  const { child, log, watchdog, info, options } = assembly
  const size = sizeOf(info, options)
  const perSnippet = deliveredFrames(options.recipe.frames).length
  const isSpoilt = () => log.isDamaged && (options.threads > 1 || options.seek !== undefined)
  const partial: PartialSnippet = { index: options.firstSnippet, startPts: undefined, pictures: [] }
  for await (const picture of readFrames(child.stdout, size.width * size.height * 3)) {
    watchdog.touch()
    if (partial.pictures.length % perSnippet === 0) {
      const nextStart = await log.nextStart()
      if (isSpoilt()) return 'damaged'
      if (partial.pictures.length > 0) {
        watchdog.stop()
        yield complete(assembly, partial, SNIPPET_FRAMES)
        watchdog.start()
        partial.index++
      }
      partial.startPts = nextStart
      partial.pictures = []
    }
    partial.pictures.push(picture)
  }
  await checkEnd(assembly)
  if (isSpoilt()) return 'damaged'
  const countedFrom = options.seek ? options.firstSnippet : 0
  const remaining = log.frames - (partial.index - countedFrom) * SNIPPET_FRAMES
  if (partial.pictures.length > 0) {
    yield complete(assembly, partial, Math.min(remaining, SNIPPET_FRAMES))
  }
  return 'ended'
}

interface PartialSnippet {
  index: number
  startPts: number | undefined
  /** Those delivered so far, in the order of `deliveredFrames`. */
  pictures: Uint8Array[]
}

function complete(
  { info, options, log }: Assembly,
  { index, startPts, pictures }: PartialSnippet,
  frameCount: number,
): DecodedSnippet {
  const size = sizeOf(info, options)
  const delivered = deliveredFrames(options.recipe.frames)
  const frames = chosenFramesOf(options.recipe.frames, frameCount).map((frame) => {
    const rgb = pictures[delivered.indexOf(frame)]
    if (!rgb) throw badMedia(info.path, 'made ffmpeg end in the middle of a frame')
    return { ...size, rgb }
  })
  if (startPts === undefined)
    throw badMedia(info.path, 'made ffmpeg hand over a frame without a word')
  const taken = log.takeFrames(frameCount)
  const framePts = taken.map(({ pts }) => pts)
  const keyPts = taken.flatMap(({ pts, isKeyFrame }) => (isKeyFrame ? pts : []))
  return { index, frameCount, startPts, framePts, keyPts, frames }
}

/** Waits for the end of the process and of its words; throws when no frame came of it, or it crashed. */
async function checkEnd({ child, log, info, options, ffmpeg, trial }: Assembly): Promise<void> {
  const exit = await child.ended
  log.end()
  throwIfCancelled(options.signal)
  // Windows reports a crash as an exit code above 255.
  if (exit.signal !== null || (exit.code ?? 0) > 255) {
    throw badMedia(info.path, `makes ffmpeg crash (${exit.signal ?? exit.code})`)
  }
  if (log.frames > 0 || options.seek) return
  if (log.problems.some(({ text }) => LACKING.test(text)))
    await checkTool(ffmpeg, trial, options.signal)
  throw badMedia(info.path, log.problems.length > 0 ? explainFailure(log.problems) : NO_FRAME)
}

/**
 * Throws `missing-tool` when the same work fails without the file, too. The words of a run prove nothing: a file can forge
 * them, and this error ends a whole scan.
 */
async function checkTool(ffmpeg: string, args: readonly string[], signal?: AbortSignal) {
  const limits = { signal, timeoutMs: 15_000, maxOutputBytes: 2 ** 24 }
  const { code, stderr } = await runTool(ffmpeg, args, limits)
  if (code === 0) return
  const said = messagesIn(stderr).find(isProblem)
  const reason = said ? formatMessage(said) : `it ends with ${code}`
  throw new FlagreelError('missing-tool', `This ffmpeg (${ffmpeg}) cannot be used: ${reason}.`, {
    hint: 'Install a complete build of ffmpeg, or set FFMPEG_BIN to the path of one.',
  })
}

/** What a build of ffmpeg says that was made without a part that we need. */
const LACKING = /^(No such filter|Unrecognized option|Unknown encoder|Requested output format)/

function listen(child: ToolProcess, log: DecodeLog): void {
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (text: string) => log.push(text))
  // Not the end of the process: that waits for its pictures to be read, and their reader may wait for a line.
  child.stderr.once('close', () => log.end())
}

function argumentsFor(info: MediaInfo, options: RunOptions, nonce: string): DecodeArguments {
  const { resize, frames } = options.recipe
  return {
    path: info.path,
    streamIndex: info.video.index,
    timeBase: info.video.timeBase,
    threads: options.threads,
    nonce,
    delivered: deliveredFrames(frames),
    resize: resizeFilter(resize, sizeOf(info, options)),
    firstSnippet: options.firstSnippet,
    ...(options.seek && { seek: options.seek }),
  }
}

function sizeOf({ video }: MediaInfo, { recipe, resolution }: RunOptions): FrameSize {
  return resizedSize(recipe.resize, video, resolution)
}

function stalled(path: string, stallMs: number): Error {
  const seconds = Math.round(stallMs / 1000)
  return badMedia(path, `gave no frame for ${seconds} seconds, so reading it was given up`)
}
