import type { Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { some } from '#core/dataset/feature-list.ts'
import { classesNamed, targetsOf } from '#core/dataset/label-names.ts'
import { Random } from './random.ts'
import type { TrainingExample } from './training-step.ts'
import { trainingWindow } from './training-window.ts'

/** Features of a video with its label, before anything of them is read. */
export interface LabelledFeatures {
  /** For messages: a file. */
  readonly name: string
  readonly label: string
  /** [n, D]; throws when they are not features of that width. */
  read(): Promise<Float32Array>
}

export interface Sample {
  readonly features: LabelledFeatures
  /** Positions in the label set. */
  readonly classes: readonly number[]
  readonly isNormal: boolean
}

/**
 * Gives each video its classes. Throws `bad-argument` for a label that is in no label set, for a class without a video, or
 * when there are only normal or only abnormal videos: what would make hours of training worthless.
 */
export function labelSamples(
  videos: readonly LabelledFeatures[],
  labels: readonly Label[],
): Sample[] {
  const samples = videos.map((features) => {
    const classes = classesNamed(features.label, labels)
    return { features, classes, isNormal: classes.length === 1 && classes[0] === 0 }
  })
  const unknown = samples.filter(({ classes }) => classes.length === 0)
  if (unknown.length > 0)
    throw new FlagreelError(
      'bad-argument',
      `${unknown.length} videos have labels that are not in the label set: ${some([...new Set(unknown.map(({ features }) => features.label))])}.`,
      { hint: `The labels are ${labels.map(({ id }) => id).join(', ')}.` },
    )
  const mixed = samples.find(({ classes }) => classes.length > 1 && classes.includes(0))
  if (mixed)
    throw new FlagreelError(
      'bad-argument',
      `${mixed.features.name} is labelled ${mixed.features.label}: normal and something else at once.`,
    )
  const empty = labels.filter((_, at) => !samples.some(({ classes }) => classes.includes(at)))
  if (empty.length > 0)
    throw new FlagreelError(
      'bad-argument',
      `There is no video of ${empty.map(({ id }) => id).join(', ')} to learn from.`,
      { hint: 'Add videos of these classes, or leave the classes out of the label set.' },
    )
  return samples
}

/** Training and validation videos, as positions. */
export interface Split {
  readonly training: readonly number[]
  readonly validation: readonly number[]
}

/**
 * Keeps a share of each class for validation, whole videos with all of their crops (`name__0.npy` … `name__9.npy`), the
 * same ones for the same seed. A class with a single video is only trained on.
 */
export function splitSamples(
  samples: readonly Sample[],
  { share, seed }: { readonly share: number; readonly seed: number },
): Split {
  const groups = new Map<string, number[]>()
  for (const [at, { features }] of samples.entries()) {
    const video = videoOf(features.name)
    groups.set(video, [...(groups.get(video) ?? []), at])
  }
  const byClass = new Map<number, number[][]>()
  for (const group of groups.values()) {
    const first = samples[group[0]!]!.classes[0]!
    byClass.set(first, [...(byClass.get(first) ?? []), group])
  }
  const validation = [...byClass].flatMap(([at, videos]) => {
    const wanted = Math.min(Math.round(videos.length * share), videos.length - 1)
    return new Random(seed, 'validation', at).shuffled(videos).slice(0, wanted).flat()
  })
  const kept = new Set(validation)
  return { training: samples.flatMap((_, at) => (kept.has(at) ? [] : at)), validation }
}

/** Throws `bad-argument` when what is kept for validation could not be ranked, or leaves a class without a video. */
export function checkSplit(samples: readonly Sample[], { training, validation }: Split): void {
  const trained = new Set(training.flatMap((at) => samples[at]!.classes))
  const lost = validation.find((at) => samples[at]!.classes.some((one) => !trained.has(one)))
  if (lost !== undefined)
    throw new FlagreelError(
      'bad-argument',
      `Every video of a class of ${samples[lost]!.features.name} (${samples[lost]!.features.label}) would be kept for validation.`,
      { hint: 'Add videos of that class, lower --validation, or choose another --seed.' },
    )
  const normal = validation.filter((at) => samples[at]!.isNormal).length
  if (validation.length === 0 || (normal > 0 && normal < validation.length)) return
  throw new FlagreelError(
    'bad-argument',
    `The share for validation leaves ${normal} normal and ${validation.length - normal} abnormal videos to validate with; some of both are needed.`,
    { hint: 'Raise --validation, or set it to 0 to train on all videos.' },
  )
}

function videoOf(name: string): string {
  return name.replace(/__\d+\.npy$/, '')
}

/** Bytes of windows that are kept in memory; the rest is read again for each batch. */
const KEPT_BYTES = 1.5e9

/** The windows of samples, from memory as far as they fit. */
export class ExampleStore {
  readonly #samples: readonly Sample[]
  readonly #dims: { readonly T: number; readonly width: number; readonly classes: number }
  readonly #kept = new Map<number, TrainingExample>()

  constructor(
    samples: readonly Sample[],
    dims: { readonly T: number; readonly width: number; readonly classes: number },
  ) {
    this.#samples = samples
    this.#dims = dims
  }

  /** Reads all features once, so that what is wrong with one of them is said before anything is trained. */
  async checkAll(onProgress: (done: number) => void, signal: AbortSignal): Promise<void> {
    for (const at of this.#samples.keys()) {
      signal.throwIfAborted()
      await this.example(at)
      onProgress(at + 1)
    }
  }

  async example(at: number): Promise<TrainingExample> {
    const known = this.#kept.get(at)
    if (known) return known
    const { T, width, classes } = this.#dims
    const { features, classes: own } = this.#samples[at]!
    const window = trainingWindow(await features.read(), { T, width })
    const example = { window, targets: targetsOf(own, classes) }
    if ((this.#kept.size + 1) * T * width * 4 <= KEPT_BYTES) this.#kept.set(at, example)
    return example
  }
}
