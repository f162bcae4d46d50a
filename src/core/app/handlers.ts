import type { CoreEvent } from '#contract/events.ts'
import type { Handlers } from '#contract/handlers.ts'
import { analysisMethods } from '#core/analysis/methods.ts'
import { queueMethods } from '#core/analysis/queue-methods.ts'
import { evaluationMethods } from '#core/evaluation/methods.ts'
import { exportMethods } from '#core/export/methods.ts'
import { libraryMethods } from '#core/library/methods.ts'
import { LibraryStore } from '#core/library/store.ts'
import { modelMethods } from '#core/models/methods.ts'
import { playbackMethods } from '#core/playback/methods.ts'
import { reviewMethods } from '#core/review/methods.ts'
import { settingsMethods } from '#core/settings/methods.ts'
import { trainingMethods } from '#core/training/methods.ts'
import { evaluationParts } from './evaluation-ports.ts'
import { libraryPorts, queueParts } from './library-ports.ts'
import type { Parts } from './parts.ts'
import { trainingParts } from './training-ports.ts'

/** The method table's handlers but the doctor's, which must answer where the library cannot be opened. */
export function handlersOf(
  parts: Parts,
  emit: (event: CoreEvent) => void,
): Omit<Handlers, 'doctor.report'> {
  const db = parts.database()
  const analysis = parts.forAnalysis()
  const review = parts.review()
  const library = new LibraryStore(db)
  const { resourcesFolder } = parts
  const ofLibrary = libraryMethods(db, libraryPorts({ analysis, review, resourcesFolder }))
  const queue = queueParts({
    analysis,
    library,
    service: parts.service(emit),
    scanFiles: (fileIds, context) => ofLibrary['library.scan']({ fileIds: [...fileIds] }, context),
  })
  return {
    ...settingsMethods(db),
    ...ofLibrary,
    ...queueMethods(queue),
    ...reviewMethods(review),
    ...playbackMethods({
      playback: parts.playback(emit),
      framePts: (contentId, from, to) => review.framePts(contentId, from, to),
    }),
    ...modelMethods(parts.forModels()),
    ...trainingMethods(trainingParts(parts.forModels(), analysis)),
    ...analysisMethods(analysis),
    ...evaluationMethods(evaluationParts(parts, analysis)),
    ...exportMethods(parts.exporter(emit)),
  }
}
