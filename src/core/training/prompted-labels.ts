import type { Label } from '#contract/bundle.ts'
import type { TrainSettings } from './train-settings.ts'

type Settings = Pick<TrainSettings, 'labels' | 'variant'>

/** The labels as the text tower reads them: in a sentence (the paper's Table 7), which only a tokenizer can make. */
export function promptedLabels({ labels, variant }: Settings): Label[] {
  if (variant.textPrompt !== 'hand-crafted') return labels
  return labels.map(({ tokens: _, ...label }) => ({
    ...label,
    prompt: `a video of ${label.prompt}`,
  }))
}

/**
 * The labels of the model that is made. A detector with nothing but a classifier tells two classes apart, and reads the
 * prompt of neither: the second is tokenised as the first abnormal class, for which no vocabulary is missing.
 */
export function bundleLabels(settings: Settings): Label[] {
  const labels = promptedLabels(settings)
  if (settings.variant.branches !== 'classifier') return labels
  const [normal, first] = labels as [Label, Label]
  const severity = Math.max(...labels.map((label) => label.severity))
  const code = normal.code === 'AN' ? 'AB' : 'AN'
  return [
    normal,
    { ...first, id: 'anomaly', prompt: 'anomaly', display: 'Anomaly', code, severity },
  ]
}
