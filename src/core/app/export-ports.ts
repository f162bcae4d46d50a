import { FlagreelError } from '#contract/errors.ts'
import type { CoreEvent } from '#contract/events.ts'
import { type AnalysisParts, listSegments } from '#core/analysis/methods.ts'
import { ExportStore } from '#core/export/export-store.ts'
import type { ExportParts } from '#core/export/exporter.ts'
import type { SourceClock, SourcePorts } from '#core/export/find-sources.ts'
import { SourceStore } from '#core/export/source-store.ts'
import { LibraryStore } from '#core/library/store.ts'
import { probeMedia } from '#core/media/probe.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { reviewerName } from '#core/review/reviewer-name.ts'
import { readSettings } from '#core/settings/settings-store.ts'
import type { Database } from '#core/storage/open-database.ts'

interface Sources {
  readonly db: Database
  readonly emit: (event: CoreEvent) => void
}

/** Flags, videos and names for exports. */
export function exportParts(
  { version }: { readonly version: string },
  analysis: AnalysisParts,
  { db, emit }: Sources,
): ExportParts {
  return {
    listSegments: (input) => listSegments(analysis, input),
    labelsOf: async (modelId) => (await analysis.models.origins(modelId, undefined)).bundle.labels,
    isVideo: (path) => analysis.files.contentAt(path) !== undefined,
    sources: sourcePorts(analysis, db),
    reviewer: () => reviewerName(readSettings(db)),
    version,
    store: new ExportStore(db),
    onExported: () => emit({ type: 'changed', what: ['review'] }),
  }
}

function sourcePorts(analysis: AnalysisParts, db: Database): SourcePorts {
  const library = new LibraryStore(db)
  let tools: ReturnType<typeof findMediaTools> | undefined
  return {
    clockOf: (contentId) => clockOf(analysis, contentId),
    bytesOf: (contentId) => library.content(contentId)?.bytes ?? 0,
    isReplaced: (path) => analysis.files.isReplaced(path),
    async probe(path, signal) {
      tools ??= findMediaTools()
      return probeMedia(await tools, path, { signal })
    },
    store: new SourceStore(db),
  }
}

function clockOf({ features }: AnalysisParts, contentId: string): SourceClock {
  const set = features.findAny(contentId)
  if (!set) throw new FlagreelError('not-found', `The content ${contentId} was not scanned.`)
  const { timeBase, firstPts = 0, endPts = 0, frames = 0 } = set
  const all = Number.MAX_SAFE_INTEGER
  const framePts = () => features.framePts(set.id, 0, all)
  return { timeBase, firstPts, endPts, frames, framePts }
}
