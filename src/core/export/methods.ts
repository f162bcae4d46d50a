import type { Handlers } from '#contract/handlers.ts'
import type { Exporter } from './exporter.ts'

type ExportMethods = Pick<Handlers, 'export.write' | 'export.preview' | 'export.prepare'>

export function exportMethods(exporter: Exporter): ExportMethods {
  return {
    'export.write': (input) => exporter.write(input),
    'export.preview': (input) => exporter.preview(input),
    'export.prepare': (input) => exporter.prepare(input),
  }
}
