import type { CoarseMetrics, Evaluation } from '#contract/evaluation.ts'
import { type Column, formatTable } from './table.ts'

/** An evaluation as tables, the paper's rows below ours. */
export function evaluationText(evaluation: Evaluation): string {
  const { videos, abnormalVideos, frames, abnormalFrames, paper } = evaluation
  const share = ((100 * abnormalFrames) / frames).toFixed(1)
  const size = `${videos} videos, ${abnormalVideos} of them abnormal; ${frames} frames, ${share} % of them abnormal.`
  const other =
    paper && paper.videos !== videos
      ? [`The paper's row is over the ${paper.videos} test videos of ${paper.dataSet}.`]
      : []
  const tables = [coarseTable(evaluation), ...detectionTables(evaluation)]
  return [[size, ...other].join('\n'), ...tables].join('\n\n')
}

interface CoarseRow extends Partial<CoarseMetrics> {
  readonly name: string
  readonly isDifference?: boolean
}

function coarseTable({ coarse, frameScore, paper }: Evaluation): string {
  const marked = (branch: 'classifier' | 'alignment', name: string): CoarseRow => ({
    name: `${name}${frameScore === branch ? ' *' : ''}`,
    ...coarse[branch],
  })
  const rows: CoarseRow[] = [
    marked('classifier', 'classifier (prob1)'),
    marked('alignment', 'alignment (prob2)'),
    { name: 'best of both', ...coarse.best },
  ]
  if (paper)
    rows.push(
      { name: `paper, ${paper.dataSet}`, auc: paper.auc, ap: paper.ap, anoAuc: paper.anoAuc },
      { name: 'difference of *', ...paper.difference, isDifference: true },
    )
  const cell = (metric: keyof CoarseMetrics) => (row: CoarseRow) =>
    number(row[metric], row.isDifference)
  return formatTable(rows, [
    { title: 'FRAMES', value: ({ name }) => name },
    { title: 'AUC', align: 'right', value: cell('auc') },
    { title: 'AP', align: 'right', value: cell('ap') },
    { title: 'ANO-AUC', align: 'right', value: cell('anoAuc') },
  ])
}

interface DetectionRow {
  readonly name: string
  readonly values: readonly number[] | null
  readonly average: number | null
  readonly isDifference?: boolean
}

function detectionTables({ detection, paper }: Evaluation): string[] {
  if (!detection) return ['mAP: n/a (no alignment branch, or a ground truth without classes).']
  const { iou, map, average, classes, releasedQuirks } = detection
  const rows: DetectionRow[] = [{ name: 'this model', values: map, average }]
  if (paper)
    rows.push(
      { name: `paper, ${paper.dataSet}`, values: paper.map, average: paper.average },
      {
        ...{ name: 'difference', values: paper.difference.map },
        ...{ average: paper.difference.average, isDifference: true },
      },
    )
  const perClass = classes.map(({ class: name, ap, average: mean, segments, proposals }) => ({
    ...{ name, values: ap, average: mean, segments, proposals },
  }))
  const how = releasedQuirks ? 'averaged as the released code does' : 'over classes with truth'
  return [
    `${formatTable(rows, detectionColumns('MAP@IOU', iou))}\n(${how})`,
    formatTable(perClass, [
      ...detectionColumns<(typeof perClass)[number]>('AP BY CLASS', iou),
      { title: 'TRUE', align: 'right', value: ({ segments }) => String(segments) },
      { title: 'PROPOSED', align: 'right', value: ({ proposals }) => String(proposals) },
    ]),
  ]
}

function detectionColumns<Row extends DetectionRow>(
  title: string,
  iou: readonly number[],
): Column<Row>[] {
  return [
    { title, value: ({ name }) => name },
    ...iou.map(
      (level, i): Column<Row> => ({
        title: level.toFixed(1),
        align: 'right',
        value: ({ values, isDifference }) => number(values?.[i], isDifference),
      }),
    ),
    {
      title: 'AVG',
      align: 'right',
      value: ({ average, isDifference }) => number(average, isDifference),
    },
  ]
}

function number(value: number | null | undefined, isDifference = false): string {
  if (typeof value !== 'number') return 'n/a'
  return isDifference && value >= 0 ? `+${value.toFixed(2)}` : value.toFixed(2)
}
