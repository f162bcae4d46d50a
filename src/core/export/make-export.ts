import { basename, extname } from 'node:path'
import type { Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import {
  EXPORT_DEFAULTS,
  type ExportFormat,
  type ExportOption,
  type ExportOptions,
  optionsOf,
} from '#contract/export-formats.ts'
import type { SegmentList } from '#contract/results.ts'
import type { ExportSource } from './lists/export-source.ts'
import { FORMATS } from './lists/formats.ts'
import type { ListDocument } from './lists/list-export.ts'
import { describeOutput, makeManifest } from './manifest/make-manifest.ts'
import type { ExportFile } from './write-together.ts'

export interface ExportRequestFacts {
  /** The name that was asked for; documents beside the first are named after it. */
  readonly name: string
  readonly format: ExportFormat
  readonly options: ExportOptions
  /** Which flags, as it was asked. */
  readonly choice: Readonly<Record<string, unknown>>
}

export interface ExportMaterial {
  readonly list: SegmentList
  readonly sources: ReadonlyMap<string, ExportSource>
  readonly labels: readonly Pick<Label, 'id' | 'display'>[]
  readonly operator: string
  readonly version: string
  readonly at: Date
}

export interface MadeExport {
  readonly files: readonly ExportFile[]
  readonly manifest: Uint8Array
}

/** All files of an export in memory. */
export function makeExport(request: ExportRequestFacts, material: ExportMaterial): MadeExport {
  const { name, format, choice } = request
  const { list, sources, at } = material
  const given = Object.fromEntries(
    optionsOf(format).map((option) => [option, request.options[option] ?? EXPORT_DEFAULTS[option]]),
  )
  const input = { list, sources, name: stemOf(name), exportedAt: at }
  const documents = FORMATS[format]({ ...input, options: { ...EXPORT_DEFAULTS, ...given } })
  const encoder = new TextEncoder()
  const files = documents.map((document) => ({
    name: nameOf(document, name),
    bytes: encoder.encode(document.text),
  }))
  const manifest = makeManifest({
    ...{ createdAt: at, operator: material.operator, version: material.version },
    ...{ format, options: given, list, labels: material.labels, choice, sources },
    outputs: files.map((file) => describeOutput(file.name, file.bytes)),
  })
  return { files, manifest: encoder.encode(`${JSON.stringify(manifest, null, 2)}\n`) }
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

function stemOf(name: string): string {
  return basename(name, extname(name))
}

function nameOf({ part }: ListDocument, name: string): string {
  return part === null ? name : `${stemOf(name)}-${part}${extname(name)}`
}
