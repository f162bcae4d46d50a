import type { Bundle } from '#contract/bundle.ts'
import type { Measurement, PaperComparison } from '#contract/evaluation.ts'
import { classesNamed } from '#core/dataset/label-names.ts'
import { PRESETS, type PresetName } from '#core/vadclip/presets.ts'

type PaperRow = Omit<PaperComparison, 'difference'>

/** The paper's own model in its Tables 1 to 4. */
const ROWS: Readonly<Record<PresetName, PaperRow>> = {
  ucf: {
    ...{ dataSet: 'UCF-Crime', videos: 290, auc: 88.02, ap: null, anoAuc: 70.23 },
    ...{ map: [11.72, 7.83, 6.4, 4.53, 2.93], average: 6.68 },
  },
  xd: {
    ...{ dataSet: 'XD-Violence', videos: 800, auc: null, ap: 84.51, anoAuc: null },
    ...{ map: [37.03, 30.84, 23.38, 17.9, 14.31], average: 24.7 },
  },
}

/** The paper's row and how far a measurement is from it; undefined for the labels of another data set. */
export function compareWithPaper(
  { labels, frameScore }: Pick<Bundle, 'labels' | 'frameScore'>,
  { coarse, detection }: Measurement,
): PaperComparison | undefined {
  const row = (['ucf', 'xd'] as const).find((preset) => hasLabelsOf(preset, labels))
  if (!row) return undefined
  const paper = ROWS[row]
  const ours = coarse[frameScore]
  return {
    ...paper,
    difference: {
      auc: minus(ours?.auc, paper.auc),
      ap: minus(ours?.ap, paper.ap),
      anoAuc: minus(ours?.anoAuc, paper.anoAuc),
      map: detection?.map.map((value, i) => value - paper.map[i]!) ?? null,
      average: minus(detection?.average, paper.average),
    },
  }
}

function hasLabelsOf(preset: PresetName, labels: Bundle['labels']): boolean {
  const wanted = PRESETS[preset].labels
  if (wanted.length !== labels.length) return false
  return wanted.every(({ prompt }, i) => classesNamed(prompt, labels).join() === String(i))
}

function minus(a: number | null | undefined, b: number | null): number | null {
  return typeof a === 'number' && b !== null ? a - b : null
}
