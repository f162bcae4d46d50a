import type { Value } from '#core/nn/onnx/graph.ts'
import type { OperatorName } from '#core/nn/onnx/operators.ts'
import { cast, div, equal, greater, less, mul, neg, pow, sub, where } from '#core/nn/onnx/ops.ts'
import { type Backward, type GradientRule, sumTo } from './rule.ts'

/** y is the operator's result, a and b (or x) its inputs. */
interface Unary extends Backward {
  readonly x: Value
  readonly y: Value
}

/** dy/dx of y[i] = f(x[i]), times g. */
function unary(rule: (node: Unary) => Value): GradientRule {
  return (node) => [() => rule({ ...node, x: node.inputs[0]!, y: node.outputs[0]! })]
}

interface Binary extends Backward {
  readonly a: Value
  readonly b: Value
  readonly y: Value
}

/** Both partial derivatives of y = f(a, b), times g, summed over what broadcasting repeated. */
function binary(
  byA: (node: Binary) => Value,
  byB: ((node: Binary) => Value) | undefined,
): GradientRule {
  return (node) => {
    const [a, b, more] = node.inputs as [Value, Value, Value?]
    if (more) throw node.refuse('a use with more than two inputs')
    const both = { ...node, a, b, y: node.outputs[0]! }
    return [() => sumTo(byA(both), a), byB && (() => sumTo(byB(both), b))]
  }
}

export const ELEMENTWISE_RULES = {
  // At 0, as PyTorch: no slope.
  Abs: unary(({ x, g }) => where(less(x, 0), neg(g), where(greater(x, 0), g, 0))),
  Add: binary(
    ({ g }) => g,
    ({ g }) => g,
  ),
  Cast: unary(({ x, g }) => cast(g, x.dtype)),
  // Inside the bounds and on them the result is x itself.
  Clip: (node) => [() => where(equal(node.inputs[0]!, node.outputs[0]!), node.g, 0)],
  Div: binary(
    ({ b, g }) => div(g, b),
    ({ b, y, g }) => neg(div(mul(g, y), b)),
  ),
  Exp: unary(({ y, g }) => mul(g, y)),
  Identity: unary(({ g }) => g),
  Log: unary(({ x, g }) => div(g, x)),
  // Of two equal ones the first counts.
  Max: binary(
    ({ a, b, g }) => where(less(a, b), 0, g),
    ({ a, b, g }) => where(less(a, b), g, 0),
  ),
  Mul: binary(
    ({ b, g }) => mul(g, b),
    ({ a, g }) => mul(g, a),
  ),
  Neg: unary(({ g }) => neg(g)),
  Pow: binary(({ a, b, g }) => mul(g, mul(b, pow(a, sub(b, 1)))), undefined),
  Sigmoid: unary(({ y, g }) => mul(g, mul(y, sub(1, y)))),
  Sqrt: unary(({ y, g }) => div(mul(g, 0.5), y)),
  Sub: binary(
    ({ g }) => g,
    ({ g }) => neg(g),
  ),
  Where: ({ inputs: [condition, x, y], g }) => [
    undefined,
    () => sumTo(where(condition!, g, 0), x!),
    () => sumTo(where(condition!, 0, g), y!),
  ],
} satisfies Partial<Record<OperatorName, GradientRule>>
