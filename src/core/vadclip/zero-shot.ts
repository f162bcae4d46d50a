/**
 * CLIP alone as a detector: no LGT-Adapter, no classifier. Class probability = softmax over the classes of
 * 100·cos(feature, class embedding) (Radford et al. 2021, section 3.1), with the prompts "a video of {label}", the
 * hand-crafted prompt of VadCLIP's table 7.
 */
import type { Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'

/** CLIP's learned temperature is capped at 100, and every released model reached the cap. */
const LOGIT_SCALE = 100

/** "a video of" in CLIP's own vocabulary, and how one sees that token ids are of that vocabulary. */
const A_VIDEO_OF = [320, 1455, 539]
const START_OF_TEXT = 49406

/**
 * A label with its zero-shot prompt. Token ids of CLIP's own vocabulary carry over, so a preset needs no vocabulary; ids of
 * another one are taken for the whole prompt, since its words for "a video of" are not known.
 */
export function zeroShotLabel(label: Label): Label {
  const { tokens, ...rest } = label
  const prompt = `a video of ${label.prompt}`
  if (tokens === undefined) return { ...rest, prompt }
  if (tokens[0] !== START_OF_TEXT) return label
  return { ...rest, prompt, tokens: [START_OF_TEXT, ...A_VIDEO_OF, ...tokens.slice(1)] }
}

/** features [n, D], class embeddings [C, D] → logits2 [n, C] = 100·cosine. */
export function zeroShotLogits(
  features: Float32Array,
  classEmbeddings: Float32Array,
  { width: D }: { readonly width: number },
): Float32Array {
  if (features.length % D !== 0 || classEmbeddings.length % D !== 0)
    throw new FlagreelError(
      'bad-tensor',
      `Features (${features.length} values) and class embeddings (${classEmbeddings.length}) must be rows of ${D}.`,
    )
  const rows = unitRows(features, D)
  const classes = unitRows(classEmbeddings, D)
  return Float32Array.from(rows.flatMap((row) => classes.map((to) => LOGIT_SCALE * dot(row, to))))
}

/** Rows of length 1; a zero row stays zero, and so scores every class alike. */
function unitRows(values: Float32Array, D: number): Float32Array[] {
  return Array.from({ length: values.length / D }, (_, i) => {
    const row = values.subarray(i * D, (i + 1) * D)
    const norm = Math.sqrt(dot(row, row))
    return norm === 0 ? row : row.map((x) => x / norm)
  })
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
