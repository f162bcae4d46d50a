import { FlagreelError } from '#contract/errors.ts'
import { probeArgs } from './ffmpeg-args.ts'
import { badMedia, checkMediaFile, quoted } from './media-file.ts'
import { type MediaInfo, type NoVideo, parseProbeReport } from './probe-report.ts'
import { runTool, type ToolOutput } from './run-tool.ts'
import { explainFailure, messagesIn } from './tool-messages.ts'
import type { MediaTools } from './tools.ts'

const TIMEOUT_MS = 60_000
/** A report is a few kB; a file with a million streams gets no answer. */
const MAX_REPORT_BYTES = 4 * 1024 * 1024

/**
 * What a file is, from its headers, without decoding it. Times are seconds.
 *
 * Errors: 'not-found', 'unreadable', and 'bad-media' with the reason for anything that is not a video.
 */
export async function probeMedia(
  tools: Pick<MediaTools, 'ffprobe'>,
  path: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<MediaInfo> {
  const absolute = await checkMediaFile(path)
  const output = await runTool(tools.ffprobe, probeArgs(absolute), {
    signal: options.signal,
    timeoutMs: TIMEOUT_MS,
    maxOutputBytes: MAX_REPORT_BYTES,
  })
  const info = readReport(absolute, output)
  if ('found' in info) throw badMedia(absolute, `has no video stream (found: ${info.found})`)
  return info
}

function readReport(path: string, output: ToolOutput): MediaInfo | NoVideo {
  const messages = messagesIn(output.stderr)
  if (output.stopped === 'time') {
    throw badMedia(path, `gave no answer to ffprobe for ${TIMEOUT_MS / 1000} seconds`)
  }
  if (output.stopped === 'output') throw badMedia(path, 'claims more streams than any video has')
  if (output.signal !== null) throw badMedia(path, `makes ffprobe crash (${output.signal})`)
  if (output.code !== 0) throw badMedia(path, explainFailure(messages))
  if (messages.some(({ text }) => /Skipped opening external track/.test(text))) {
    throw badMedia(path, explainFailure(messages))
  }
  try {
    return parseProbeReport(path, output.stdout)
  } catch (cause) {
    throw new FlagreelError('bad-media', `ffprobe's report on ${quoted(path)} cannot be read.`, {
      hint: 'Another version of ffprobe may help: see flagreel doctor.',
      cause,
    })
  }
}
