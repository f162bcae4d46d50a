import type { Bundle } from '#contract/bundle.ts'
import type { VerdictChoice } from '#contract/export.ts'
import type { Settings } from '#contract/settings.ts'
import type { MomentKind } from './moments.ts'
import { GERMAN } from './texts-de.ts'
import { ENGLISH } from './texts-en.ts'

/** Every word of reports and contact sheets in one language. Numbers and times are given as text. */
export interface ReportTexts {
  readonly lang: string
  readonly report: string
  readonly madeAt: string
  readonly operator: string
  readonly nobody: string
  readonly version: string
  readonly model: string
  readonly labelSet: string
  readonly classCount: (count: number) => string
  readonly rule: string
  readonly ruleParts: {
    readonly threshold: (value: string) => string
    readonly release: (value: string) => string
    readonly mergeGap: (sec: string) => string
    readonly minLength: (sec: string) => string
    readonly padding: (sec: string) => string
    readonly ofClass: (name: string, value: string) => string
    readonly proposals: string
  }
  readonly choice: string
  readonly choices: {
    readonly verdicts: Readonly<Record<VerdictChoice, string>>
    readonly ofClass: (name: string) => string
    readonly minScore: (value: string) => string
    readonly file: (name: string) => string
    readonly videos: (count: number) => string
    readonly flags: (count: number) => string
  }
  readonly stills: string
  readonly asRecorded: string
  readonly blurred: string
  readonly withoutColour: string
  readonly lessColour: string
  readonly asLines: string
  /** In place of the model's own note, which is English. */
  readonly notes: Readonly<Record<Bundle['training'], string | null>> | null
  readonly summary: string
  readonly flagCount: (count: number) => string
  readonly flagRange: (from: number, to: number, all: number) => string
  readonly videoCount: (count: number) => string
  readonly noFlags: string
  readonly class: string
  readonly flags: string
  readonly total: string
  readonly length: string
  readonly classScoreUpTo: string
  readonly highestScore: string
  readonly videos: string
  readonly video: string
  readonly duration: string
  readonly decisions: Readonly<Record<'confirmed' | 'dismissed' | 'escalated' | 'none', string>>
  readonly reasons: Readonly<Record<string, string>>
  readonly facts: {
    readonly path: string
    readonly contentId: string
    readonly sha256: string
    readonly notComputed: string
    readonly frames: string
    readonly rate: string
    readonly fps: (value: string) => string
    readonly variableFps: (value: string) => string
    readonly picture: string
    readonly timecode: string
    readonly isAway: string
  }
  readonly curve: {
    readonly title: (name: string) => string
    readonly highest: (score: string, time: string) => string
    readonly threshold: (value: string) => string
    readonly more: (count: number) => string
    readonly none: string
    readonly legend: string
  }
  readonly columns: {
    readonly number: string
    readonly still: string
    readonly time: string
    readonly score: string
    readonly verdict: string
  }
  readonly to: string
  readonly frameRange: (from: number, to: number) => string
  readonly peakAt: (time: string) => string
  readonly next: (name: string, score: string) => string
  readonly uncertain: string
  readonly relabelled: (name: string, score: string) => string
  readonly ownRange: string
  readonly unattached: string
  readonly note: string
  readonly by: (name: string) => string
  readonly moments: Readonly<Record<MomentKind, string>>
  readonly noStill: (reason: string) => string
  readonly stillsLeftOut: (shown: number, all: number) => string
  readonly flagsLeftOut: (shown: number, all: number) => string
  /** One sentence for the foot of a sheet. */
  readonly aboutClasses: string
  readonly howToRead: string
  readonly reading: readonly string[]
  readonly page: (number: number, of: number) => string
}

const TEXTS: Readonly<Record<Settings['language'], ReportTexts>> = { en: ENGLISH, de: GERMAN }

export function textsIn(language: Settings['language']): ReportTexts {
  return TEXTS[language]
}
