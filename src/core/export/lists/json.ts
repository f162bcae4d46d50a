import { escapedInvisible } from '#contract/escaped-invisible.ts'
import { describeSource } from './describe-source.ts'
import type { ListDocument, ListExport } from './list-export.ts'

export const EXPORT_SCHEMA = 'flagreel.segments/1'

type Input = Pick<ListExport, 'list' | 'sources' | 'exportedAt'>

export function writeJson({ list, sources, exportedAt }: Input): ListDocument[] {
  const document = {
    schema: EXPORT_SCHEMA,
    exportedAt: exportedAt.toISOString(),
    ...list,
    sources: [...sources.values()].map(describeSource),
  }
  return [{ part: null, text: `${escapedInvisible(JSON.stringify(document, null, 2))}\n` }]
}
