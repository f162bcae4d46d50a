import type { Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { escapedInvisible } from '#contract/escaped-invisible.ts'
import {
  chosenOptions,
  type ExportFormat,
  type ExportOption,
  type ExportOptions,
  optionsOf,
} from '#contract/export-formats.ts'
import type { Manifest } from '#contract/manifest.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import type { ExportSource } from './lists/export-source.ts'
import { makeManifest } from './manifest/make-manifest.ts'
import type { ExportFile } from './write-together.ts'

/** What an export is made of. */
export interface ExportMaterial {
  readonly list: SegmentList
  readonly sources: ReadonlyMap<string, ExportSource>
  readonly labels: readonly Pick<Label, 'id' | 'display'>[]
  readonly operator: string
  readonly version: string
  readonly tools: Manifest['tools']
  readonly at: Date
}

/** What it has come to. */
export interface Made {
  /** To be put in their places; clips are there already. */
  readonly files: readonly ExportFile[]
  readonly outputs: Manifest['outputs']
  /** Those that went out. */
  readonly flags: readonly FlaggedSegment[]
  readonly failures: Manifest['failures']
  /** Clips that an earlier run had finished. */
  readonly kept: number
}

interface Asked {
  readonly format: ExportFormat
  readonly options: ExportOptions
  /** Which flags, as it was asked. */
  readonly choice: Readonly<Record<string, unknown>>
}

export function manifestOf({ format, options, choice }: Asked, made: Made, of: ExportMaterial) {
  const all = chosenOptions(options)
  const chosen = Object.fromEntries(optionsOf(format).map((option) => [option, all[option]]))
  const manifest = makeManifest({
    ...{ createdAt: of.at, operator: of.operator, version: of.version, tools: of.tools },
    ...{ format, options: chosen, choice },
    ...{ list: of.list, labels: of.labels, sources: of.sources },
    ...{ outputs: made.outputs, failures: made.failures },
  })
  return new TextEncoder().encode(`${escapedInvisible(JSON.stringify(manifest, null, 2))}\n`)
}

/** Nothing that was asked for is left undone in silence. Throws `bad-argument`. */
export function refuseForeignOptions(format: ExportFormat, options: ExportOptions): void {
  const known = optionsOf(format)
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || known.includes(option as ExportOption)) continue
    throw new FlagreelError('bad-argument', `The format ${format} has no option "${option}".`, {
      hint: known.length === 0 ? 'It has none.' : `It has: ${known.join(', ')}.`,
    })
  }
}
