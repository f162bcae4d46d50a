import type { OperatorName } from '#core/nn/onnx/operators.ts'
import { ELEMENTWISE_RULES } from './elementwise-rules.ts'
import { INDEXING_RULES } from './indexing-rules.ts'
import { LINEAR_ALGEBRA_RULES } from './linear-algebra-rules.ts'
import { MOVEMENT_RULES } from './movement-rules.ts'
import { REDUCTION_RULES } from './reduction-rules.ts'
import type { GradientRule } from './rule.ts'

/** The operators that can be differentiated; each has a test against finite differences. */
export const RULES: Readonly<Partial<Record<OperatorName, GradientRule>>> = {
  ...ELEMENTWISE_RULES,
  ...INDEXING_RULES,
  ...LINEAR_ALGEBRA_RULES,
  ...MOVEMENT_RULES,
  ...REDUCTION_RULES,
}
