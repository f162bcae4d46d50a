import type { Value } from '#core/nn/onnx/graph.ts'
import type { OperatorName } from '#core/nn/onnx/operators.ts'
import { pad, reshape, slice, transpose } from '#core/nn/onnx/ops.ts'
import { axesOf, axisOf, numbersOf } from './axes.ts'
import { type GradientRule, sumTo } from './rule.ts'

/** The same elements in another shape go back as they came. */
const sameElements: GradientRule = ({ inputs: [x], g }) => [() => reshape(g, x!.shape)]

/** Each part gets its span of the joined axis. */
const concat: GradientRule = ({ inputs, attributes, g, refuse }) => {
  const axis = axisOf(attributes.axis, g.shape.length)
  let start = 0
  return inputs.map((part) => {
    const size = part.shape[axis]!
    if (typeof size === 'string') throw refuse('joining along an axis of unknown length')
    const span = { axis, start, end: start + size }
    start = span.end
    return () => slice(g, span)
  })
}

/** What a slice leaves out changes nothing: zeros. */
const sliced: GradientRule = ({ inputs: [x, starts, ends, axes, steps], g, refuse }) => {
  const rank = x!.shape.length
  const spans = axesOf(axes!, rank).map((axis, i) => ({
    axis,
    start: numbersOf(starts!)[i]!,
    end: numbersOf(ends!)[i]!,
  }))
  if (numbersOf(steps!).some((step) => step !== 1)) throw refuse('a slice with steps')
  return [() => spans.reduce((padded, span) => padBack(padded, x!, span), g)]
}

interface Span {
  readonly axis: number
  readonly start: number
  readonly end: number
}

function padBack(g: Value, x: Value, { axis, start, end }: Span): Value {
  const size = x.shape[axis]!
  // The builder lets a slice of an axis of unknown length only drop known rows at its start.
  if (typeof size === 'string') return pad(g, { axis, before: start })
  const bound = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size)
  return pad(g, { axis, before: bound(start), behind: size - bound(end) })
}

const transposed: GradientRule = ({ attributes, g }) => {
  const perm = attributes.perm as readonly number[]
  return [
    () =>
      transpose(
        g,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
  ]
}

const padded: GradientRule = ({ inputs: [x, pads], g }) => {
  const counts = numbersOf(pads!)
  const take = (taken: Value, axis: number) => {
    const before = counts[axis]!
    const size = x!.shape[axis]!
    if (before === 0 && counts[axis + x!.shape.length] === 0) return taken
    return slice(taken, {
      axis,
      start: before,
      ...(typeof size === 'number' && { end: before + size }),
    })
  }
  return [() => x!.shape.reduce<Value>((taken, _, axis) => take(taken, axis), g)]
}

export const MOVEMENT_RULES = {
  Concat: concat,
  Expand: ({ inputs: [x], g }) => [() => sumTo(g, x!)],
  Pad: padded,
  Reshape: sameElements,
  Slice: sliced,
  Squeeze: sameElements,
  Transpose: transposed,
  Unsqueeze: sameElements,
} satisfies Partial<Record<OperatorName, GradientRule>>
