/**
 * Detectors that leave out or replace a part of VadCLIP: the rows of the paper's Tables 5 (temporal module), 6 (branches
 * and prompts) and 7 (kinds of prompts). The paper describes them in a line each; what it leaves open is said here.
 */
import type { DetectorDims, Variant } from '#contract/bundle.ts'
import { variantSchema } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { AblationName } from '#contract/training.ts'
import { rowNumbers } from '#core/clip/layers.ts'
import { transformer } from '#core/clip/transformer.ts'
import type { Weights } from '#core/clip/weights.ts'
import type { Value } from '#core/nn/onnx/graph.ts'
import { concat, less, unsqueeze, where } from '#core/nn/onnx/ops.ts'
import {
  addPositions,
  attendInWindows,
  convolveOverGraphs,
  project,
  type Snippets,
} from './lgt-adapter.ts'

export const PAPER: Variant = variantSchema.parse({})

export function variantOf({ variant = PAPER }: DetectorDims): Variant {
  return variant
}

/** Whether the text tower lays a label between learned rows. A zero-shot model has no detector and no such rows. */
export function learnsPrompt(detector: DetectorDims | undefined): boolean {
  return detector !== undefined && variantOf(detector).textPrompt === 'learned'
}

const variant = (changes: Partial<Variant>): Variant => ({ ...PAPER, ...changes })

/** Each row of the ablation tables by the name that the command takes. */
export const ABLATIONS = {
  'no-temporal': variant({ temporal: 'none' }),
  global: variant({ temporal: 'global' }),
  local: variant({ temporal: 'local' }),
  gcn: variant({ temporal: 'gcn' }),
  'local-global': variant({ temporal: 'local+global' }),
  'global-gcn': variant({ temporal: 'global+gcn' }),
  lgt: PAPER,
  'c-branch': variant({ branches: 'classifier', visualPrompt: 'none', textPrompt: 'label' }),
  // Without a classifier there is no anomaly confidence for a visual prompt to attend by.
  'a-branch': variant({ branches: 'alignment', visualPrompt: 'none', textPrompt: 'label' }),
  'no-learned-prompt': variant({ textPrompt: 'label' }),
  'no-visual-prompt': variant({ visualPrompt: 'none' }),
  'hand-crafted-prompt': variant({ textPrompt: 'hand-crafted' }),
  'average-frame-prompt': variant({ visualPrompt: 'average-frame' }),
} as const satisfies Record<AblationName, Variant>

/** Throws `bad-argument` for parts that need each other. */
export function checkVariant({ branches, visualPrompt }: Variant): void {
  if (branches === 'alignment' && visualPrompt === 'anomaly-focus')
    throw new FlagreelError(
      'bad-argument',
      'The anomaly-focus visual prompt needs the anomaly confidences of the classifier branch.',
      { hint: 'Train both branches, or without this prompt.' },
    )
}

/** The video feature X without the LGT-Adapter's one or other half. [b, T, D] → [b, T, D] */
export function relateSnippets(
  { features, lengths }: Snippets,
  weights: Weights,
  dims: DetectorDims,
): Value {
  const local = (x: Value) => attendInWindows(x, weights, dims)
  const global = (x: Value) => attendGlobally(x, weights.within('temporal'), { lengths, dims })
  const graphs = (x: Value) => {
    const { gc2, gc4 } = convolveOverGraphs({ features: x, lengths }, weights, dims)
    return concat([gc2, gc4], 2)
  }
  const placed = () => addPositions(features, weights)
  switch (variantOf(dims).temporal) {
    case 'lgt':
      return project(graphs(local(features)), weights)
    case 'none':
      return project(features, weights)
    case 'local':
      return project(local(features), weights)
    case 'global':
      return project(global(placed()), weights)
    case 'gcn':
      return project(graphs(features), weights)
    case 'local+global': {
      const second = weights.within('temporal_global')
      return project(attendGlobally(local(features), second, { lengths, dims }), weights)
    }
    case 'global+gcn':
      return project(graphs(global(placed())), weights)
  }
}

/** Attention over all real snippets of a window: a short video must not be drowned in its padding. */
function attendGlobally(
  x: Value,
  weights: Weights,
  { lengths, dims }: { readonly lengths: Value; readonly dims: DetectorDims },
): Value {
  const isReal = less(rowNumbers(x.graph, dims.visualLength), unsqueeze(lengths, [1])) // [b, T]
  const mask = where(unsqueeze(isReal, [1, 2]), 0, Number.NEGATIVE_INFINITY) // [b, 1, 1, T]
  const { temporalLayers: layers, temporalHeads: heads } = dims
  return transformer(x, weights, { layers, heads, mask })
}
