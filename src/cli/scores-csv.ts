import { csvRow } from '#contract/csv.ts'
import type { FileScores } from '#contract/results.ts'

type SnippetRow = FileScores['snippets'][number]

/** Stored scores as CSV lines: one row a snippet or, as the paper scores them, one a frame with its snippet's values. */
export function* scoresCsv(
  scores: FileScores,
  { perFrame }: { readonly perFrame: boolean },
): Generator<string> {
  const classes = scores.labels.map((label) => `p_${label.id}`)
  const values = ['score', 'prob1', 'prob2', ...classes, 'model', 'training']
  const bounds = perFrame
    ? ['frame', 'snippet']
    : ['snippet', 'start_frame', 'end_frame', 'start_sec', 'end_sec']
  yield csvRow([...bounds, ...values])
  const origin = [scores.model.id, scores.model.training]
  for (const [i, row] of scores.snippets.entries()) {
    const cells = [row.score, row.prob1, row.prob2, ...row.classProbabilities, ...origin]
    if (perFrame)
      for (let frame = row.startFrame; frame < row.endFrame; frame++)
        yield csvRow([frame, i, ...cells])
    else yield csvRow([i, ...boundsOf(row), ...cells])
  }
}

function boundsOf({ startFrame, endFrame, startSec, endSec }: SnippetRow): number[] {
  return [startFrame, endFrame, startSec, endSec]
}
