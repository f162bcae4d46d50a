import { FlagreelError } from '#contract/errors.ts'
import type { AnalysisParts } from '#core/analysis/methods.ts'
import type { ExportParts } from '#core/export/export-parts.ts'
import type { ReportPorts, VideoFacts } from '#core/export/report/report.ts'
import { readExactStill } from '#core/media/exact-still.ts'
import { probeMedia } from '#core/media/probe.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import { scoredModel } from './review-ports.ts'

type Of = Parameters<ExportParts['report']>[0]

interface ReportParts extends Of, Pick<ExportParts, 'tools'> {
  readonly analysis: AnalysisParts
}

/** Scores, frames and stills of the videos of one report, under the model whose flags it tells of. */
export function reportPorts(parts: ReportParts): ReportPorts {
  const { analysis, sources, tools, onCommand, ...which } = parts
  const infos = new Map<string, Promise<MediaInfo>>()
  const infoOf = (contentId: string, signal: AbortSignal) => {
    const known = infos.get(contentId) ?? probe(contentId, signal)
    infos.set(contentId, known)
    return known
  }
  const probe = async (contentId: string, signal: AbortSignal) => {
    const source = sources.get(contentId)
    // Another video may lie at its place by now: a picture of that would be none of the flag.
    if (source?.state !== 'present')
      throw new FlagreelError('unreadable', source?.problem ?? 'The video is not known.')
    return probeMedia(await tools(), source.path, { signal })
  }
  let model: ReturnType<typeof scoredModel> | undefined
  const modelOf = () => (model ??= scoredModel(analysis, which))
  return {
    async video(contentId, signal) {
      const stored = (await modelOf()).read(contentId)
      const source = sources.get(contentId)
      const isThere = source?.state === 'present'
      const factsOf = (info: MediaInfo) => ({ ...videoFacts(info), ...rateOf(source!) })
      return {
        sha256: source?.file?.sha256 ?? null,
        media: isThere ? await infoOf(contentId, signal).then(factsOf, () => null) : null,
        scores: stored ? { clock: stored.clock, frameScore: stored.frameScore } : null,
      }
    },
    async framePts(contentId, from, to) {
      return (await modelOf()).framePts(contentId, from, to) ?? []
    },
    async still({ contentId, ...look }, signal) {
      const info = await infoOf(contentId, signal)
      const found = await tools()
      const { ffmpegVersion: version } = found
      const onRun = (args: readonly string[]) =>
        onCommand({ program: 'ffmpeg', version, arguments: [...args] })
      return readExactStill(found, { ...look, info }, { signal, onRun })
    },
  }
}

function videoFacts({ video, durationSec, timecode }: MediaInfo) {
  const { width, height, codec } = video
  return { durationSec: durationSec ?? null, width, height, codec, timecode: timecode ?? null }
}

type Rated = Pick<VideoFacts, 'rate' | 'isVariable'>

function rateOf({ rate, isVariable }: Rated): Rated {
  return { rate, isVariable }
}
