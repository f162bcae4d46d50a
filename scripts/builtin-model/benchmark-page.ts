import type { CoarseMetrics } from '#contract/evaluation.ts'
import type { AblationName } from '#contract/training.ts'

export interface TrialResult {
  readonly ablation: AblationName
  readonly seed: number
  readonly videos: number
  readonly frames: number
  readonly classifier: CoarseMetrics | null
  readonly alignment: CoarseMetrics | null
  readonly best: CoarseMetrics
  readonly map: readonly number[] | null
  readonly average: number | null
}

const NAMES: Readonly<Record<AblationName, string>> = {
  lgt: 'VadCLIP, whole (local + GCN = LGT-Adapter)',
  'no-temporal': 'without temporal module',
  global: 'global transformer',
  local: 'local transformer',
  gcn: 'GCN',
  'local-global': 'local + global transformer',
  'global-gcn': 'global transformer + GCN',
  'c-branch': 'C-branch alone',
  'a-branch': 'A-branch alone',
  'no-learned-prompt': 'without learnable prompt',
  'no-visual-prompt': 'without visual prompt',
  'hand-crafted-prompt': 'hand-crafted prompt',
  'average-frame-prompt': 'average-frame visual prompt',
}

/** What the paper's Tables 5 to 7 say is worse than the whole. */
const FINDINGS: readonly AblationName[] = [
  'no-temporal',
  'c-branch',
  'hand-crafted-prompt',
  'average-frame-prompt',
]

/** docs/benchmark.md */
export function benchmarkPage(
  results: readonly TrialResult[],
  { machine }: { readonly machine: string },
): string {
  const [first] = results
  const names = (Object.keys(NAMES) as AblationName[]).filter(
    (name) => of(results, name).length > 0,
  )
  const seeds = new Set(results.map(({ seed }) => seed)).size
  return `# Benchmark on synthetic footage

<!-- Made by scripts/make-benchmark.ts; do not edit. -->

${first?.videos} test videos (${first?.frames} frames), half of them normal, in places and by cameras that training never
sees; the detector is trained on videos of which only the class is told. The CLIP below it, frozen here, learned from single
pictures with captions, many of which name the class: it plays the part of the paper's CLIP, which learned from captions of
the web, and is nearer to the task than that. Mean ± standard deviation over ${seeds} seeds, in percent.
AUC, AP and Ano-AUC are of the better branch, as the paper selects; AVG is the mean of mAP at the overlaps 0.1 to 0.5 over
the classes that have ground truth. ${machine}.

It tells whether the method works as implemented here. It says nothing about real footage.

| detector | AUC | AP | Ano-AUC | AVG |
|---|---|---|---|---|
${names.map((name) => row(name, of(results, name))).join('\n')}

## mAP by overlap

| detector | 0.1 | 0.2 | 0.3 | 0.4 | 0.5 |
|---|---|---|---|---|---|
${names.flatMap((name) => overlapRow(name, of(results, name))).join('\n')}

## The paper's findings

The paper finds each of these behind the whole. It is called reproduced where the whole is ahead in AP or AVG by more
than the larger of the two standard deviations. What the built-in model is, and why: [model card](model-card.md).

${FINDINGS.filter((name) => names.includes(name))
  .map((name) => finding(name, results))
  .join('\n')}
`
}

function of(results: readonly TrialResult[], name: AblationName): TrialResult[] {
  return results.filter(({ ablation }) => ablation === name)
}

function row(name: AblationName, trials: readonly TrialResult[]): string {
  const column = (value: (trial: TrialResult) => number | null) => spread(trials.map(value))
  const cells = [
    column(({ best }) => best.auc),
    column(({ best }) => best.ap),
    column(({ best }) => best.anoAuc),
    column(({ average }) => average),
  ]
  return `| ${NAMES[name]} | ${cells.join(' | ')} |`
}

function overlapRow(name: AblationName, trials: readonly TrialResult[]): string[] {
  const maps = trials.flatMap(({ map }) => (map ? [map] : []))
  if (maps.length === 0) return []
  return [
    `| ${NAMES[name]} | ${maps[0]!.map((_, i) => spread(maps.map((map) => map[i]!))).join(' | ')} |`,
  ]
}

/** How far the whole is ahead, beside how far seeds are apart. */
function finding(name: AblationName, results: readonly TrialResult[]): string {
  const gain = (value: (trial: TrialResult) => number | null) => {
    const [ours, theirs] = [of(results, 'lgt'), of(results, name)].map((trials) =>
      trials.flatMap((trial) => value(trial) ?? []),
    ) as [number[], number[]]
    if (ours.length === 0 || theirs.length === 0) return { text: 'n/a', isAhead: false }
    const difference = mean(ours) - mean(theirs)
    const apart = Math.max(deviation(ours), deviation(theirs))
    const signed = `${difference >= 0 ? '+' : '−'}${Math.abs(difference).toFixed(2)}`
    return {
      text: Math.abs(difference) > apart ? signed : `${signed}, no more than seeds differ`,
      isAhead: difference > apart,
    }
  }
  const [ap, average] = [gain(({ best }) => best.ap), gain((trial) => trial.average)]
  const verdict = ap.isAhead || average.isAhead ? 'reproduced' : 'not reproduced'
  return `- ${NAMES[name]}: ${verdict} (AP ${ap.text}; AVG ${average.text}).`
}

function spread(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return 'n/a'
  return `${mean(known).toFixed(2)} ± ${deviation(known).toFixed(2)}`
}

function deviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
