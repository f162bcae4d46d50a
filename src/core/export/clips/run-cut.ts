import { FlagreelError } from '#contract/errors.ts'
import { LineSplitter } from '#core/media/line-splitter.ts'
import { badMedia } from '#core/media/media-file.ts'
import { startTool, throwIfCancelled } from '#core/media/run-tool.ts'
import { explainFailure, parseMessage, type ToolMessage } from '#core/media/tool-messages.ts'
import type { MediaTools } from '#core/media/tools.ts'
import { Watchdog } from '#core/media/watchdog.ts'

/** ffmpeg reports twice a second as long as its drive answers, but not while it moves the index of a large file to its start. */
const SILENCE_MS = 30 * 60_000
const MOST_MESSAGES = 50

export interface CutRun {
  readonly args: readonly string[]
  /** Where it runs; undefined where that does not matter. */
  readonly cwd?: string
  /** For messages. */
  readonly source: string
  readonly signal: AbortSignal
  /** Seconds of the clip that are written. */
  readonly onSeconds: (seconds: number) => void
  /** Each line of stderr. */
  readonly onLine?: (line: string) => void
}

/** Runs ffmpeg to its end. Throws `bad-media` with its reason, `disk` when the disk is full, `cancelled`. */
export async function runCut(tools: Pick<MediaTools, 'ffmpeg'>, run: CutRun): Promise<void> {
  const { signal, source } = run
  throwIfCancelled(signal)
  const child = startTool(tools.ffmpeg, run.args, run.cwd)
  const stop = () => child.kill()
  let isStalled = false
  const watchdog = new Watchdog(SILENCE_MS, () => {
    isStalled = true
    child.kill()
  })
  watchdog.start()
  signal.addEventListener('abort', stop)
  const progress = new LineSplitter((line) => {
    const [, micros] = /^out_time_us=(\d+)$/.exec(line) ?? []
    if (micros) run.onSeconds(Number(micros) / 1e6)
  })
  const messages: ToolMessage[] = []
  const complaints = new LineSplitter((line) => {
    run.onLine?.(line)
    const message = parseMessage(line)
    if (message && message.level !== 'info' && messages.length < MOST_MESSAGES)
      messages.push(message)
  })
  child.stdout.on('data', (bytes: Buffer) => {
    watchdog.touch()
    progress.push(bytes.toString('utf8'))
  })
  child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes.toString('utf8')))
  try {
    const { code, signal: killedBy } = await child.ended
    complaints.end()
    throwIfCancelled(signal)
    if (isStalled) throw badMedia(source, `gave ffmpeg nothing for ${SILENCE_MS / 60_000} minutes`)
    if (killedBy !== null) throw badMedia(source, `makes ffmpeg crash (${killedBy})`)
    if (code !== 0) throw failure(source, messages)
  } finally {
    watchdog.stop()
    signal.removeEventListener('abort', stop)
  }
}

function failure(source: string, messages: readonly ToolMessage[]): FlagreelError {
  if (messages.some(({ text }) => /No space left on device/.test(text)))
    return new FlagreelError('disk', 'The disk became full while a clip was written.', {
      hint: 'Free some space or choose a folder on another disk; finished clips are kept.',
    })
  return badMedia(source, explainFailure(messages))
}
