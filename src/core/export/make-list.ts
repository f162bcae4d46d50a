import { chosenOptions, type ExportOptions, type ListFormat } from '#contract/export-formats.ts'
import { stemOf } from './lists/document-names.ts'
import { FORMATS } from './lists/formats.ts'
import type { ExportMaterial, Made } from './make-export.ts'
import { describeOutput } from './manifest/make-manifest.ts'
import { nameOfPart } from './part-names.ts'

interface ListRequest {
  /** The name that was asked for; documents beside the first are named after it. */
  readonly name: string
  readonly format: ListFormat
  readonly options: ExportOptions
}

/** The documents of a list, in memory. */
export function makeList(
  { name, format, options: given }: ListRequest,
  { list, sources, at }: ExportMaterial,
): Made {
  const options = chosenOptions(given)
  const documents = FORMATS[format]({
    ...{ list, sources, options },
    ...{ name: stemOf(name), exportedAt: at },
  })
  const encoder = new TextEncoder()
  const files = documents.map(({ part, text }) => ({
    name: nameOfPart(name, part),
    content: encoder.encode(text),
  }))
  const outputs = files.map((file) => describeOutput(file.name, file.content))
  return { files, outputs, flags: list.segments, failures: [], kept: 0 }
}
