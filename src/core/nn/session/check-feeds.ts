import { FlagreelError } from '#contract/errors.ts'
import { formatShape, type Tensor } from '#core/nn/tensor/tensor.ts'

/** An input as the model declares it. A symbolic dimension without a name is ''. */
export interface DeclaredInput {
  readonly name: string
  readonly dtype: string
  readonly shape: readonly (number | string)[]
}

/**
 * Throws `bad-tensor` that names every input with what the model expects and what was given, unless names, element types
 * and shapes all agree. A symbol stands for any length, the same one wherever it appears.
 */
export function checkFeeds(
  model: string,
  declared: readonly DeclaredInput[],
  feeds: Readonly<Record<string, Tensor>>,
): void {
  const bound = new Map<string, number>()
  const unknown = Object.keys(feeds).filter((name) => !declared.some((one) => one.name === name))
  const fits = declared.map((input) => agrees(input, feeds[input.name], bound))
  if (unknown.length === 0 && fits.every(Boolean)) return
  const lines = declared.map((input, i) => {
    const feed = feeds[input.name]
    const found = feed ? describe(feed) : 'nothing'
    return `${input.name}: expected ${describe(input)}, found ${found}${fits[i] ? '' : ' (wrong)'}`
  })
  const extra = unknown.map((name) => `${name}: not an input, found ${describe(feeds[name]!)}`)
  const list = [...lines, ...extra].join('; ')
  throw new FlagreelError('bad-tensor', `Wrong inputs for ${model}. ${list}.`)
}

/** Throws `bad-tensor` for an output that the model does not have. */
export function checkOutputs(
  model: string,
  declared: readonly string[],
  wanted: readonly string[],
): void {
  const unknown = wanted.filter((name) => !declared.includes(name))
  if (unknown.length === 0) return
  const message = `${model} has no output ${unknown.join(', ')}; it has ${declared.join(', ')}.`
  throw new FlagreelError('bad-tensor', message)
}

function agrees(
  { dtype, shape }: DeclaredInput,
  feed: Tensor | undefined,
  bound: Map<string, number>,
): boolean {
  if (feed?.dtype !== dtype || feed.shape.length !== shape.length) return false
  return shape.every((dim, axis) => {
    const length = feed.shape[axis]!
    if (typeof dim === 'number') return dim === length
    if (dim === '') return true
    if (!bound.has(dim)) bound.set(dim, length)
    return bound.get(dim) === length
  })
}

function describe({ dtype, shape }: Omit<DeclaredInput, 'name'>): string {
  return `${dtype} ${formatShape(shape)}`
}
