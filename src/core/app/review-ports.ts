import { basename, dirname } from 'node:path'
import type { ImagePrecision } from '#contract/bundle.ts'
import { framePtsOf } from '#core/analysis/frame-pts.ts'
import type { AnalysisParts } from '#core/analysis/methods.ts'
import { findAllScores, findFirstScores, readScores } from '#core/analysis/stored-scores.ts'
import type { ExportStore } from '#core/export/export-store.ts'
import { byNaturalOrder } from '#core/library/natural-order.ts'
import type { LibraryFile, LibraryStore } from '#core/library/store.ts'
import type { ReviewFile, ReviewPorts, ScoredModel } from '#core/review/ports.ts'

/** Scores and files for the review, from the capabilities that have them. */
export function reviewPorts(
  analysis: AnalysisParts,
  library: LibraryStore,
  exports: ExportStore,
): ReviewPorts {
  return {
    model: () => scoredModel(analysis, {}),
    files: () => reviewFiles(library.files()),
    exports: (contentId) => exports.ranges(contentId),
  }
}

interface Which {
  /** Undefined: the default model. */
  readonly modelId?: string | undefined
  /** Undefined: any, the best first. */
  readonly precision?: ImagePrecision | undefined
}

export async function scoredModel(
  { features, scores, models }: AnalysisParts,
  { modelId, precision }: Which,
): Promise<ScoredModel> {
  const stores = { features, scores }
  const { bundle, origins } = await models.origins(modelId, precision)
  const find = (contentId: string) => findFirstScores(stores, contentId, origins)
  const setOf = (contentId: string) => {
    const origin = find(contentId)?.origin
    const { recipe } = bundle
    return origin && features.find({ contentId, encoderKey: origin.encoderKey, recipe })
  }
  return {
    bundle,
    note: models.noteOf(bundle),
    labelSetId: origins[0]?.labelSetKey ?? '',
    all: () => findAllScores(stores, origins),
    read(contentId) {
      const found = find(contentId)
      return found && readScores(stores, contentId, found.origin)
    },
    framePts(contentId, from, to) {
      const set = setOf(contentId)
      return set && framePtsOf(features, set, [from, to])
    },
    keyPts(contentId) {
      const set = setOf(contentId)
      return set && features.keyPts(set.id)
    },
    span(contentId) {
      const own = setOf(contentId)
      const set = own?.isComplete ? own : features.findAny(contentId)
      if (!set) return undefined
      const { timeBase, frames = 0, firstPts = 0, endPts = 0 } = set
      return { timeBase, frames, firstPts, endPts }
    },
  }
}

/** One place a content: where it is now, else where it was. */
function reviewFiles(files: readonly LibraryFile[]): ReviewFile[] {
  const places = new Map<string, LibraryFile>()
  for (const file of files) {
    if (!file.contentId) continue
    const known = places.get(file.contentId)
    if (!known || (known.state !== 'present' && file.state === 'present'))
      places.set(file.contentId, file)
  }
  return byNaturalOrder([...places.values()], ({ path }) => path).map((file) => ({
    contentId: file.contentId!,
    name: basename(file.path),
    folder: dirname(file.path),
    isPresent: file.state === 'present',
  }))
}
