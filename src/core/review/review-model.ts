import type { Bundle } from '#contract/bundle.ts'
import type { ReviewModel } from '#contract/review.ts'
import { ruleOf, type Settings } from '#contract/settings.ts'
import type { ScoredModel } from './ports.ts'

/** A model as reviewers see it: names, severities and the rule of the settings in place of the bundle's. */
export function reviewModel(scored: ScoredModel, settings: Settings): ReviewModel {
  const { bundle, note, labelSetId } = scored
  const { id, name, training, frameScore } = bundle
  const labels = shownLabels(bundle, settings)
  const rule = ruleOf(bundle, settings)
  return { id, name, training, note, labelSetId, labels, frameScore, rule }
}

/** Labels with the names and severities of the settings. */
export function shownLabels({ id, labels }: Pick<Bundle, 'id' | 'labels'>, settings: Settings) {
  const views = settings.labels[id] ?? {}
  return labels.map((label) => {
    const view = views[label.id]
    return {
      ...label,
      display: view?.display ?? label.display,
      severity: view?.severity ?? label.severity,
    }
  })
}
