import type { Handlers } from '#contract/handlers.ts'
import type { Exporter } from './exporter.ts'

type ExportMethods = Pick<
  Handlers,
  'export.write' | 'export.preview' | 'export.prepare' | 'export.cancel' | 'export.verify'
>

export function exportMethods(exporter: Exporter): ExportMethods {
  return {
    'export.write': (input, context) => exporter.write(input, context),
    'export.preview': (input) => exporter.preview(input),
    'export.prepare': (input, context) => exporter.prepare(input, context),
    'export.cancel': async () => exporter.cancel(),
    'export.verify': (input, context) => exporter.verify(input, context),
  }
}
