import { ELEMENTWISE } from './elementwise.ts'
import { INDEXING } from './indexing.ts'
import { LINEAR_ALGEBRA } from './linear-algebra.ts'
import { MOVEMENT } from './movement.ts'
import type { Operator } from './operator.ts'
import { REDUCTIONS } from './reductions.ts'

/**
 * Every operator that a graph may contain, by its ONNX name. Nothing else can be built, written or loaded, and each has a
 * reference test against onnxruntime. Semantics are those of OPSET in the domain ai.onnx
 * (https://onnx.ai/onnx/operators/).
 */
export const OPERATORS = {
  ...ELEMENTWISE,
  ...INDEXING,
  ...LINEAR_ALGEBRA,
  ...MOVEMENT,
  ...REDUCTIONS,
} as const satisfies Record<string, Operator>

export type OperatorName = keyof typeof OPERATORS

/** 18: the first where every Reduce operator takes its axes as an input. */
export const OPSET = 18

export function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(OPERATORS, name)
}

export function operatorNamed(name: OperatorName): Operator {
  return OPERATORS[name]
}
