import type { PtsRange } from '#contract/attach-marks.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { FlagCounts } from '#contract/library.ts'
import type {
  Decision,
  FlagList,
  Mark,
  ReviewVideo,
  UnscoredMark,
  VerdictRow,
} from '#contract/review.ts'
import type { Settings } from '#contract/settings.ts'
import { countFlags, FlagCache } from './flag-cache.ts'
import type { ReviewPorts, ScoredModel } from './ports.ts'
import { reviewModel } from './review-model.ts'
import { reviewerName } from './reviewer-name.ts'
import type { TimedDecision, VerdictStore } from './verdict-store.ts'

export interface ReviewParts {
  readonly verdicts: VerdictStore
  readonly settings: () => Settings
  readonly ports: ReviewPorts
}

export type CountsOf = (
  contentId: string,
) => (FlagCounts & { readonly peakScore: number | null }) | undefined

/** Flags of the library and what people decide about them, under the default model and the rule of the settings. */
export class Review {
  readonly #parts: ReviewParts
  readonly #cache = new FlagCache()

  constructor(parts: ReviewParts) {
    this.#parts = parts
  }

  async flags(): Promise<FlagList> {
    const { ports } = this.#parts
    const { model, scored, marks, found } = await this.#reader()
    const files = ports.files()
    const flags = files.flatMap(({ contentId }) => found(contentId)?.flags ?? [])
    const listed = new Set(flags.map(({ contentId }) => contentId))
    const rest = [...marks].filter(([contentId]) => !listed.has(contentId))
    const unscored = rest.flatMap(([, own]) => own.map((mark) => unscoredMark(mark, scored)))
    for (const [contentId] of rest) listed.add(contentId)
    const named = files.filter(({ contentId }) => listed.has(contentId))
    return { model, files: named, flags, unscored }
  }

  /** For the library's list: counts of any content, undefined without scores. */
  async counts(): Promise<CountsOf> {
    const { found } = await this.#reader()
    return (contentId) => {
      const flags = found(contentId)
      return flags && countFlags(flags)
    }
  }

  async open(contentId: string): Promise<ReviewVideo> {
    const { ports, verdicts, settings } = this.#parts
    const scored = await ports.model()
    const file = ports.files().find((each) => each.contentId === contentId)
    const stored = file && scored.read(contentId)
    if (!file || !stored) throw unscanned(contentId, file?.name)
    const { scores, clock, precision, warnings } = stored
    return {
      contentId,
      name: file.name,
      folder: file.folder,
      isPresent: file.isPresent,
      model: reviewModel(scored, settings()),
      precision,
      warnings,
      timeBase: clock.timeBase,
      frames: clock.frames,
      firstPts: clock.firstPts,
      endPts: clock.endPts,
      snippets: scores.snippets,
      startPts: base64(clock.startPts),
      keyPts: base64(Float64Array.from(scored.keyPts(contentId) ?? [])),
      prob1: scores.prob1 ? base64(scores.prob1) : null,
      prob2: base64(scores.prob2),
      classProbabilities: base64(scores.classProbabilities),
      marks: verdicts.marks(contentId),
      seen: verdicts.seen(contentId).map(({ startPts, endPts }) => ({ startPts, endPts })),
      exports: ports.exports(contentId),
    }
  }

  async decide(decisions: readonly Decision[]): Promise<number> {
    const { ports, verdicts, settings } = this.#parts
    const scored = await ports.model()
    const { id, labels, rule } = reviewModel(scored, settings())
    const known = new Set(labels.map((label) => label.id))
    const spanOf = createSpans(scored)
    const timed = decisions.map((decision): TimedDecision => {
      const label = decision.value?.class
      if (label && !known.has(label))
        throw new FlagreelError('bad-argument', `The model ${id} has no class "${label}".`)
      return { ...decision, timeBase: spanOf(decision).timeBase }
    })
    const reviewer = reviewerName(settings())
    return verdicts.decide(timed, { reviewer, modelId: id, labelSetId: scored.labelSetId, rule })
  }

  async seen(ranges: readonly (PtsRange & { readonly contentId: string })[]): Promise<number> {
    const { ports, verdicts, settings } = this.#parts
    const scored = await ports.model()
    const spanOf = createSpans(scored)
    for (const range of ranges) spanOf(range)
    return verdicts.addSeen(ranges, reviewerName(settings()))
  }

  /** PTS of the decoded frames of snippets [from, to), evenly spaced in a snippet where they were not kept. */
  async framePts(contentId: string, from: number, to: number): Promise<readonly number[]> {
    const framePts = (await this.#parts.ports.model()).framePts(contentId, from, to)
    if (!framePts) throw unscanned(contentId)
    return framePts
  }

  /** PTS of the key frames that the scan met; undefined for what was not scanned. */
  async keyPts(contentId: string): Promise<readonly number[] | undefined> {
    return (await this.#parts.ports.model()).keyPts(contentId)
  }

  history(markId: string): VerdictRow[] {
    return this.#parts.verdicts.history(markId)
  }

  async #reader() {
    const { ports, verdicts, settings } = this.#parts
    const scored = await ports.model()
    const model = reviewModel(scored, settings())
    const marks = Map.groupBy(verdicts.marks(), ({ contentId }) => contentId)
    const seen = Map.groupBy(verdicts.seen(), ({ contentId }) => contentId)
    const exports = Map.groupBy(ports.exports(), ({ contentId }) => contentId)
    const all = scored.all()
    const found = (contentId: string) =>
      this.#cache.find(contentId, {
        scoreSetId: all.get(contentId)?.scoreSetId,
        scored,
        model,
        marks: marks.get(contentId) ?? [],
        seen: seen.get(contentId) ?? [],
        exports: exports.get(contentId) ?? [],
      })
    return { model, scored, marks, found }
  }
}

function unscoredMark(mark: Mark, scored: ScoredModel): UnscoredMark {
  const span = scored.span(mark.contentId)
  if (!span) return { mark, startSec: null }
  const { firstPts, timeBase } = span
  return { mark, startSec: ((mark.startPts - firstPts) * timeBase.num) / timeBase.den }
}

/** Extents of contents, each looked up once. Throws for one that was never scanned and a range that is not inside it. */
function createSpans(scored: ScoredModel) {
  const known = new Map<string, ReturnType<ScoredModel['span']>>()
  return (range: PtsRange & { readonly contentId: string }) => {
    const { contentId } = range
    if (!known.has(contentId)) known.set(contentId, scored.span(contentId))
    return spanAround(known.get(contentId), range)
  }
}

function spanAround(
  span: ReturnType<ScoredModel['span']>,
  { contentId, startPts, endPts }: PtsRange & { readonly contentId: string },
) {
  if (!span) throw unscanned(contentId)
  if (startPts < endPts && startPts >= span.firstPts && endPts <= span.endPts) return span
  throw new FlagreelError(
    'bad-argument',
    `The range ${startPts} to ${endPts} is not inside the video, which is ${span.firstPts} to ${span.endPts}.`,
    { hint: 'Times are PTS in the time base of the video; the end is exclusive.' },
  )
}

function unscanned(contentId: string, name?: string): FlagreelError {
  const what = name ?? `The content ${contentId}`
  return new FlagreelError('not-found', `${what} has no scores of the chosen model.`, {
    hint: 'Scan it first, or choose the model that it was scanned with.',
  })
}

function base64({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}
