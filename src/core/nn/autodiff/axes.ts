import type { Value } from '#core/nn/onnx/graph.ts'
import type { AttributeValue } from '#core/nn/onnx/operator.ts'

/** Known content of an input that steers an operator: the graph has checked that it is there. */
export function numbersOf(value: Value): readonly number[] {
  return value.elements!.map(Number)
}

/** An axis counted from the front. */
export function axisOf(axis: AttributeValue | undefined, rank: number): number {
  const number = Number(axis)
  return number < 0 ? number + rank : number
}

export function axesOf(value: Value, rank: number): readonly number[] {
  return numbersOf(value).map((axis) => axisOf(axis, rank))
}
