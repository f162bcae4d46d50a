import { type Recipe, recipeSchema } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { type RecipeMatch, SINGLE_CROPS } from '#contract/evaluation.ts'
import { cropFrame, cropRects, type RgbFrame } from '#core/clip/crops.ts'
import { chosenFramesOf } from '#core/media/frame-choice.ts'
import type { MediaPort, ScanModel } from './ports.ts'

/** Rows of a .npy that came from somewhere. */
export interface GivenFeatures {
  readonly path: string
  /** [rows·D] */
  readonly values: Float32Array
}

interface Matching {
  readonly video: string
  readonly given: GivenFeatures
  readonly model: ScanModel
  readonly media: MediaPort
  /** At most so many are decoded. */
  readonly snippets: number
  readonly signal: AbortSignal
}

type Cosines = Pick<RecipeMatch['recipes'][number], 'mean' | 'min'>

interface Snippet {
  readonly images: Uint8Array
  readonly frames: number
}

const { frames: FRAMES, resize: RESIZES, crop: CROPS } = recipeSchema.shape

type Choice = Pick<RecipeMatch['recipes'][number], 'frames' | 'crop'>

const CHOICES: readonly Choice[] = FRAMES.options.flatMap((frames) =>
  [...CROPS.options, ...SINGLE_CROPS].map((crop) => ({ frames, crop })),
)

/** Rows of a video that is decoded to its end, to compare the numbers: some ten minutes. */
const LONGEST_COUNTED = 1024

/** How many crops the larger sets hold: centre, the corners, then all five mirrored. */
const CROP_COUNTS = { centre: 1, five: 5, ten: 10 } as const

/** Which of ten crops are averaged: [from, to). */
function cropsOf(crop: Choice['crop']): readonly [number, number] {
  const single = (SINGLE_CROPS as readonly string[]).indexOf(crop)
  return single >= 0 ? [single + 1, single + 2] : [0, CROP_COUNTS[crop as Recipe['crop']]]
}

/**
 * How much the features of the video's first snippets are like the given rows, for every recipe, the most alike first.
 * Each image runs through the tower once: what a recipe takes is a mean of some of them. Throws `bad-argument` when the
 * video and the features cannot have the same snippets.
 */
export async function matchRecipes(work: Matching): Promise<Omit<RecipeMatch, 'model'>> {
  const width = work.model.bundle.clip.embedDim
  const rows = work.given.values.length / width
  const results: RecipeMatch['recipes'] = []
  let length: VideoLength = { compared: 0, snippets: null }
  for (const resize of RESIZES.options) {
    const cosines = new Map<Choice, number[]>(CHOICES.map((each) => [each, []]))
    length = await eachSnippet(work, { resize, rows }, async (snippet, index) => {
      const features = await work.model.encode(snippet.images, work.signal)
      const wanted = work.given.values.subarray(index * width, (index + 1) * width)
      for (const [choice, found] of cosines) {
        const feature = meanFeature(features, { snippet, choice, width })
        found.push(cosine(feature, wanted))
      }
    })
    assertLength(work, rows, length)
    for (const [choice, found] of cosines) results.push({ ...choice, resize, ...summary(found) })
  }
  return { rows, ...length, recipes: results.sort((a, b) => b.mean - a.mean) }
}

interface VideoLength {
  readonly compared: number
  readonly snippets: number | null
}

interface Reading {
  readonly resize: Recipe['resize']
  readonly rows: number
}

/** Hands over all frames of the first snippets, in all crops; goes on to count the rest of a video that is not long. */
async function eachSnippet(
  { video, model, media, snippets, signal }: Matching,
  { resize, rows }: Reading,
  use: (snippet: Snippet, index: number) => Promise<void>,
): Promise<VideoLength> {
  const resolution = model.bundle.clip.imageResolution
  const info = await media.probe(video, signal)
  const recipe = { frames: 'mean-of-16', resize } as const
  const wanted = Math.min(snippets, rows)
  const end = rows <= LONGEST_COUNTED ? rows + 2 : wanted
  let count = 0
  for await (const { frames } of media.decode(info, { recipe, resolution, signal })) {
    if (count === end) return { compared: wanted, snippets: null }
    if (count < wanted) await use(snippetOf(frames, resolution), count)
    count++
  }
  return { compared: Math.min(wanted, count), snippets: count }
}

function snippetOf(frames: readonly RgbFrame[], resolution: number): Snippet {
  const crops = frames.map((frame) =>
    cropFrame(frame, cropRects(frame.width, frame.height, { resolution, crop: 'ten' })),
  )
  return { images: Buffer.concat(crops), frames: frames.length }
}

/** [frames·10·D] → [D] */
function meanFeature(
  features: Float32Array,
  what: {
    readonly snippet: Snippet
    readonly choice: Choice
    readonly width: number
  },
): Float64Array {
  const { snippet, choice, width } = what
  const { frames, crop } = choice
  const [first, end] = cropsOf(crop)
  const sum = new Float64Array(width)
  for (const frame of chosenFramesOf(frames, snippet.frames))
    for (let image = first; image < end; image++) {
      const from = (frame * CROP_COUNTS.ten + image) * width
      for (let d = 0; d < width; d++) sum[d]! += features[from + d]!
    }
  return sum
}

function cosine(a: Float64Array, b: Float32Array): number {
  let [product, squaresA, squaresB] = [0, 0, 0]
  for (const [d, value] of a.entries()) {
    product += value * b[d]!
    squaresA += value ** 2
    squaresB += b[d]! ** 2
  }
  const found = product / Math.sqrt(squaresA * squaresB)
  return Number.isFinite(found) ? found : -1
}

function summary(cosines: readonly number[]): Cosines {
  const mean = cosines.reduce((a, b) => a + b, 0) / cosines.length
  return { mean, min: Math.min(...cosines) }
}

/** A program that leaves out a last snippet that is not full makes one row less. */
function assertLength(
  { video, given }: Matching,
  rows: number,
  { snippets, compared }: VideoLength,
): void {
  const isUnknown = snippets === null && rows > LONGEST_COUNTED && compared > 0
  if (isUnknown || snippets === rows || snippets === rows + 1) return
  throw new FlagreelError(
    'bad-argument',
    `${given.path} has ${rows} rows, but ${video} has ${snippets ?? `at least ${rows + 2}`} snippets of 16 frames.`,
    { hint: ROWS_HINT },
  )
}

const ROWS_HINT =
  'A feature is of 16 decoded frames. Another number of rows means another video, a cut one, or one whose frame rate was changed first.'
