import type { AnalysisParts } from '#core/analysis/methods.ts'
import { readFirstScores } from '#core/analysis/stored-scores.ts'
import type { ExportParts } from '#core/export/exporter.ts'
import type { ReportPorts, VideoFacts } from '#core/export/report/report.ts'
import { readExactStill } from '#core/media/exact-still.ts'
import { probeMedia } from '#core/media/probe.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import type { Review } from '#core/review/review.ts'

type Of = Parameters<ExportParts['report']>[0]

interface ReportParts extends Of, Pick<ExportParts, 'tools'> {
  readonly analysis: AnalysisParts
  readonly review: Review
}

/** Scores, frames and stills of the videos of one report. */
export function reportPorts(parts: ReportParts): ReportPorts {
  const { analysis, review, sources, tools, onCommand } = parts
  const infos = new Map<string, Promise<MediaInfo>>()
  const infoOf = (contentId: string, signal: AbortSignal) => {
    const known = infos.get(contentId) ?? probe(contentId, signal)
    infos.set(contentId, known)
    return known
  }
  const probe = async (contentId: string, signal: AbortSignal) =>
    probeMedia(await tools(), sources.get(contentId)?.path ?? '', { signal })
  return {
    async video(contentId, signal) {
      const { models, features, scores } = analysis
      const { origins } = await models.origins(undefined, undefined)
      const stored = readFirstScores({ features, scores }, contentId, origins)
      const source = sources.get(contentId)
      const isThere = source?.state === 'present'
      return {
        sha256: source?.file?.sha256 ?? null,
        media: isThere ? await infoOf(contentId, signal).then(factsOf, () => null) : null,
        scores: stored ? { clock: stored.clock, frameScore: stored.frameScore } : null,
      }
    },
    framePts: (contentId, from, to) => review.framePts(contentId, from, to),
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

function factsOf({ video, durationSec, timecode }: MediaInfo): VideoFacts {
  const { width, height, codec, averageFrameRate } = video
  return {
    ...{ durationSec: durationSec ?? null, averageFrameRate, isVariable: video.variableFrameRate },
    ...{ width, height, codec, timecode: timecode ?? null },
  }
}
