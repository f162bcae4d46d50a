import { type ExportRequest, flagKey, type VerdictChoice } from '#contract/export.ts'
import { type ExportFormat, type ExportOptions, optionsOf } from '#contract/export-formats.ts'
import type { Flag, ReviewModel } from '#contract/review.ts'

/** What the review shows when the export is opened. */
export interface Scopes {
  readonly model: ReviewModel
  /** Of the open video. */
  readonly contentId: string
  /** In the list, after its filter. */
  readonly queue: readonly Flag[]
  readonly isFiltered: boolean
  /** Keys of what is selected. */
  readonly picked: ReadonlySet<string>
}

export const SCOPES = ['picked', 'list', 'video', 'all'] as const
export type Scope = (typeof SCOPES)[number]

/** What is set in the dialog. */
export interface Choice {
  readonly scope: Scope
  readonly verdicts: VerdictChoice
  readonly class: string
  readonly minScore: number
  readonly format: ExportFormat
  /** Of all formats: what one has no use for waits for another. */
  readonly options: ExportOptions
}

/** A scope that says nothing of its own is not offered. */
export function offeredScopes({ picked, isFiltered }: Scopes): readonly Scope[] {
  return SCOPES.filter(
    (scope) => (scope !== 'picked' || picked.size > 0) && (scope !== 'list' || isFiltered),
  )
}

/** The narrowest of what the person has chosen so far: a selection, else a filter, else everything. */
export function firstChoice(scopes: Scopes): Choice {
  const [scope = 'all'] = offeredScopes(scopes).filter((each) => each !== 'video')
  return { scope, verdicts: 'not-dismissed', class: '', minScore: 0, format: 'csv', options: {} }
}

export function requestOf(choice: Choice, { queue, picked, contentId }: Scopes): ExportRequest {
  const { scope, verdicts, class: label, minScore, format } = choice
  const set = optionsOf(format).filter((option) => choice.options[option] !== undefined)
  const options = Object.fromEntries(set.map((option) => [option, choice.options[option]]))
  return {
    ...{ verdicts, format, options },
    ...(label === '' ? {} : { class: label }),
    ...(minScore === 0 ? {} : { minScore }),
    ...(scope === 'video' ? { contentIds: [contentId] } : {}),
    ...(scope === 'list' ? { flags: queue.map(flagKey) } : {}),
    ...(scope === 'picked' ? { flags: [...picked] } : {}),
  }
}
