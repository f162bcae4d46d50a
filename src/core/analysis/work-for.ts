import type { ModelImpact } from '#contract/results.ts'
import type { AnalysisParts } from './methods.ts'
import { findFirstScores } from './stored-scores.ts'

/**
 * Videos of the library without scores of a model: those with features of its image tower need no decoding, the others do.
 */
export async function workFor(
  { features, scores, models, files }: AnalysisParts,
  model: string,
): Promise<ModelImpact> {
  const { bundle, origins } = await models.origins(model, undefined)
  const contents = [...new Set(files.all().map(({ contentId }) => contentId))]
  const open = contents.filter((id) => !findFirstScores({ features, scores }, id, origins))
  const scored = open.filter((contentId) =>
    origins.some(
      ({ encoderKey }) =>
        features.find({ contentId, encoderKey, recipe: bundle.recipe })?.isComplete,
    ),
  )
  return { rescore: scored.length, rescan: open.length - scored.length }
}
