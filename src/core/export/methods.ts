import type { Handlers } from '#contract/handlers.ts'
import type { Exporter } from './exporter.ts'

type ExportMethods = Pick<
  Handlers,
  | 'export.write'
  | 'export.plan'
  | 'export.preview'
  | 'export.outlook'
  | 'export.clipName'
  | 'export.tasks'
  | 'export.prepare'
  | 'export.cancel'
  | 'export.verify'
>

export function exportMethods(exporter: Exporter): ExportMethods {
  return {
    'export.write': (input, context) => exporter.write(input, context),
    'export.plan': (input, context) => exporter.plan(input, context),
    'export.preview': (input) => exporter.preview(input),
    'export.outlook': (input, context) => exporter.outlook(input, context),
    'export.clipName': (input) => exporter.clipName(input),
    'export.tasks': async () => exporter.tasks(),
    'export.prepare': (input, context) => exporter.prepare(input, context),
    'export.cancel': async ({ task }) => exporter.cancel(task),
    'export.verify': (input, context) => exporter.verify(input, context),
  }
}
