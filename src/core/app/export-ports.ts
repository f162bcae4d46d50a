import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import type { CoreEvent } from '#contract/events.ts'
import type { Settings } from '#contract/settings.ts'
import { type AnalysisParts, listSegments } from '#core/analysis/methods.ts'
import type { ExportParts } from '#core/export/export-parts.ts'
import { ExportStore } from '#core/export/export-store.ts'
import type { SourceClock, SourcePorts } from '#core/export/find-sources.ts'
import { nameKey } from '#core/export/safe-name.ts'
import { SourceStore } from '#core/export/source-store.ts'
import { LibraryStore } from '#core/library/store.ts'
import { probeMedia } from '#core/media/probe.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { shownLabels } from '#core/review/review-model.ts'
import { reviewerName } from '#core/review/reviewer-name.ts'
import { readSettings } from '#core/settings/settings-store.ts'
import type { Database } from '#core/storage/open-database.ts'
import type { CoreOptions } from './create-core.ts'
import { reportPorts } from './report-ports.ts'

interface Sources {
  readonly db: Database
  readonly emit: (event: CoreEvent) => void
}

/** Flags, videos and names for exports. */
export function exportParts(
  { version, printPdf, libraryFolder }: CoreOptions & { readonly libraryFolder: string },
  analysis: AnalysisParts,
  { db, emit }: Sources,
): ExportParts {
  let found: ReturnType<typeof findMediaTools> | undefined
  const tools = () => (found ??= findMediaTools())
  return {
    listSegments: (input) => listSegments(analysis, input),
    labelsOf: (modelId) => labelsOf(analysis, modelId, readSettings(db)),
    isKnown: (path) => analysis.files.contentAt(path) !== undefined,
    isVideo: (path) => isOneOf(analysis.files.all(), path),
    sources: sourcePorts(analysis, db, tools),
    tools,
    report: (of) => reportPorts({ analysis, tools, ...of }),
    settings: () => readSettings(db),
    print: printPdf ?? null,
    scratch: join(libraryFolder, 'downloads'),
    reviewer: () => reviewerName(readSettings(db)),
    version,
    store: new ExportStore(db),
    onExported: () => emit({ type: 'changed', what: ['review'] }),
    onTasks: () => emit({ type: 'changed', what: ['exports'] }),
  }
}

/** By name, and by a way that leads to the same file: through a link, or with other letter case where that is the same. */
function isOneOf(videos: readonly { readonly path: string }[], path: string): boolean {
  const found = fileAt(path)
  const name = nameKey(basename(path))
  return videos.some((video) => {
    if (video.path === path) return true
    if (!found || nameKey(basename(video.path)) !== name) return false
    const other = fileAt(video.path)
    return other?.dev === found.dev && other.ino === found.ino
  })
}

/** Undefined also for what may not be looked at: writing there tells why. */
function fileAt(path: string) {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined
  }
}

async function labelsOf({ models }: AnalysisParts, modelId: string, settings: Settings) {
  const { bundle, origins } = await models.origins(modelId, undefined)
  const shown = shownLabels(bundle, settings)
  return { labels: bundle.labels, shown, labelSetId: origins[0]?.labelSetKey ?? '' }
}

function sourcePorts(
  analysis: AnalysisParts,
  db: Database,
  tools: ExportParts['tools'],
): SourcePorts {
  const library = new LibraryStore(db)
  return {
    clockOf: (contentId) => clockOf(analysis, contentId),
    bytesOf: (contentId) => library.content(contentId)?.bytes ?? 0,
    isReplaced: (path) => analysis.files.isReplaced(path),
    probe: async (path, signal) => probeMedia(await tools(), path, { signal }),
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
