import type { AnalysisParts } from '#core/analysis/methods.ts'
import { readFirstScores } from '#core/analysis/stored-scores.ts'
import type { EvaluationParts } from '#core/evaluation/methods.ts'
import { LoadedModel } from '#core/models/loaded-model.ts'
import { referenceOf } from '#core/models/model-catalogue.ts'
import type { Parts } from './parts.ts'

/** A model's detector, or the scores that the library has of it. */
export function evaluationParts(
  parts: Pick<Parts, 'catalogue' | 'pool'>,
  analysis: AnalysisParts,
): EvaluationParts {
  return {
    async open(id) {
      const opened = await parts.catalogue().open(id)
      const model = new LoadedModel(opened, parts.pool())
      return {
        bundle: opened.bundle,
        reference: referenceOf(opened.bundle),
        parallel: parts.pool().workers * 2,
        detectAll: (features, signal) => model.detectAll(features, signal),
      }
    },
    async scored(id) {
      const { origins } = await analysis.models.origins(id, undefined)
      const videos = new Map(analysis.files.all().map((target) => [target.contentId, target]))
      return [...videos.values()].flatMap(({ path, contentId }) => {
        const stored = readFirstScores(analysis, contentId, origins)
        return stored ? [{ path, frames: stored.times.frames, scores: () => stored.scores }] : []
      })
    },
  }
}
