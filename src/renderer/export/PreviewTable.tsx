import { useTranslation } from 'react-i18next'
import type { Label } from '#contract/bundle.ts'
import type { ExportPreview } from '#contract/export.ts'
import { clock, score } from '#renderer/ui/format.ts'

interface Props {
  readonly preview: ExportPreview
  readonly labels: readonly Label[]
}

const COLUMNS = ['file', 'start', 'end', 'class', 'score', 'verdict'] as const

/** The first rows of what will be written. */
export function PreviewTable({ preview, labels }: Props) {
  const { t } = useTranslation('export')
  const display = (id: string) => labels.find((label) => label.id === id)?.display ?? id
  return (
    <table className="w-full table-auto border-collapse text-left text-[0.75rem]">
      <caption className="pb-1 text-left text-ink-muted">
        {t('first', { count: preview.segments })}
      </caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className="border-b border-line pr-2 font-medium">
              {t(`columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {preview.first.map((row) => (
          <tr key={row.key} className="border-b border-line">
            <td className="max-w-40 truncate pr-2">
              <bdi>{row.file}</bdi>
            </td>
            <td className="pr-2 tabular-nums">{clock(row.startSec, true)}</td>
            <td className="pr-2 tabular-nums">{clock(row.endSec, true)}</td>
            <td className="pr-2">
              {display(row.class)} <span className="tabular-nums">{score(row.classScore)}</span>
            </td>
            <td className="pr-2 tabular-nums">{score(row.score)}</td>
            <td>{row.verdict && t(`decisions.${row.verdict}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
