import { availableParallelism } from 'node:os'
import { countArgs } from './ffmpeg-args.ts'
import { badMedia, checkMediaFile } from './media-file.ts'
import type { MediaInfo } from './probe-report.ts'
import { runTool } from './run-tool.ts'
import { explainFailure, messagesIn } from './tool-messages.ts'
import type { MediaTools } from './tools.ts'

/** A day of video at the pace of a slow processor. */
const TIMEOUT_MS = 24 * 3_600_000
/** ffmpeg reports twice a second, about 200 bytes. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/** The number of frames by decoding them all: containers lie, and edit lists hide frames. */
export async function countFrames(
  tools: Pick<MediaTools, 'ffmpeg'>,
  info: MediaInfo,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<number> {
  await checkMediaFile(info.path)
  const threads = Math.min(8, availableParallelism())
  const args = countArgs({ path: info.path, streamIndex: info.video.index, threads })
  const output = await runTool(tools.ffmpeg, args, {
    signal: options.signal,
    timeoutMs: TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  })
  const counts = [...output.stdout.matchAll(/^frame=\s*(\d+)$/gm)]
  const frames = Number(counts.at(-1)?.[1] ?? 0)
  if (frames > 0 && !output.stopped && output.signal === null) return frames
  throw badMedia(info.path, explainFailure(messagesIn(output.stderr)))
}
