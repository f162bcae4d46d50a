/**
 * Reverse-mode differentiation over the graph builder: the chain rule walked backwards from one number, each operator's
 * part of it taken from a table. What comes out are more nodes of the same graph, so training runs wherever a model runs.
 * Griewank and Walther 2008, Evaluating Derivatives, chapter 3.
 */
import { FlagreelError } from '#contract/errors.ts'
import { scalar } from '#core/nn/onnx/constants.ts'
import type { Node, Value } from '#core/nn/onnx/graph.ts'
import { FLOATS } from '#core/nn/onnx/operator.ts'
import { add } from '#core/nn/onnx/ops.ts'
import { formatShape } from '#core/nn/tensor/tensor.ts'
import { type GradientRule, zerosLike } from './rule.ts'
import { RULES } from './rules.ts'

/**
 * ∂loss/∂x for each x of `of`, in their order and shapes; zeros where the loss does not depend on x. Throws `bad-graph`
 * when `loss` is not one number, and, naming the operator, when the way to an x leads through one without a rule.
 */
export function gradients(loss: Value, of: readonly Value[]): Value[] {
  const { graph } = loss
  if (loss.shape.length > 0) {
    const message = `Graph ${graph.name}: a gradient is that of one number, and ${loss.name} has the shape ${formatShape(loss.shape)}.`
    throw new FlagreelError('bad-graph', message)
  }
  const forward = [...graph.nodes]
  const needed = dependents(forward, of)
  return graph.scope('gradient', () => {
    const flow = new Map<Value, Value>([[loss, scalar(graph, loss.dtype, 1)]])
    for (const node of forward.reverse()) passBack(node, { flow, needed })
    return of.map((x) => flow.get(x) ?? zerosLike(x))
  })
}

/** Name of the output with the gradient of an input. */
export function gradientOf(input: string): string {
  return `gradient of ${input}`
}

/** Makes the gradients of inputs outputs of their graph, each named by `gradientOf`. */
export function outputGradients(loss: Value, of: readonly Value[]): void {
  for (const [i, gradient] of gradients(loss, of).entries())
    loss.graph.output(gradientOf(of[i]!.name), gradient)
}

/** Every value that changes with one of `of`; whole numbers and truth values do not change smoothly, so they are none. */
function dependents(nodes: readonly Node[], of: readonly Value[]): ReadonlySet<Value> {
  const found = new Set(of)
  for (const { inputs, outputs } of nodes) {
    if (!inputs.some((input) => input && found.has(input))) continue
    for (const output of outputs) if (FLOATS.includes(output.dtype)) found.add(output)
  }
  return found
}

interface Walk {
  /** ∂loss/∂value, as far as it has been summed up. */
  readonly flow: Map<Value, Value>
  readonly needed: ReadonlySet<Value>
}

function passBack(node: Node, { flow, needed }: Walk): void {
  const g = flow.get(node.outputs[0]!)
  const isNeeded = (input: Value | undefined) => input !== undefined && needed.has(input)
  if (!g || !node.inputs.some(isNeeded)) return
  const { graph } = g
  const refuse = (what: string) =>
    new FlagreelError(
      'bad-graph',
      `Graph ${graph.name}, ${node.name}: ${what} has no gradient rule.`,
    )
  const rule: GradientRule | undefined = RULES[node.op]
  if (!rule) throw refuse(`the operator ${node.op}`)
  const inputs = node.inputs as readonly Value[]
  const parts = graph.scope(node.op, () => rule({ ...node, inputs, g, refuse }))
  for (const [i, input] of inputs.entries()) {
    if (!isNeeded(input)) continue
    const part = parts[i]
    if (!part) throw refuse(`input ${i} of the operator ${node.op}`)
    const gradient = graph.scope(node.op, part)
    const known = flow.get(input)
    flow.set(input, known ? add(known, gradient) : gradient)
  }
}
