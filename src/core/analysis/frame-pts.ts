import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import type { FeatureSet, FeatureStore } from './feature-store.ts'

/** PTS of the decoded frames of snippets [from, to) of a complete set; evenly spaced in a snippet where they were not kept. */
export function framePtsOf(
  features: FeatureStore,
  set: FeatureSet,
  [from, to]: readonly [from: number, to: number],
): readonly number[] {
  return (
    features.framePts(set.id, from, to) ?? spacedPts(features.startPts(set.id), set, [from, to])
  )
}

function spacedPts(
  startPts: readonly number[],
  { frames = 0, endPts = 0 }: FeatureSet,
  [from, to]: readonly [from: number, to: number],
): number[] {
  const all: number[] = []
  for (let snippet = from; snippet < Math.min(to, startPts.length); snippet++) {
    const start = startPts[snippet]!
    const end = startPts[snippet + 1] ?? endPts
    const count = Math.min(SNIPPET_FRAMES, frames - snippet * SNIPPET_FRAMES)
    for (let i = 0; i < count; i++) all.push(Math.round(start + ((end - start) * i) / count))
  }
  return all
}
