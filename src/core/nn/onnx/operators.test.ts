import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { fromOrtTensor, toOrtTensor } from '#core/nn/session/ort-tensor.ts'
import { float16ToFloat32, float32ToFloat16 } from '#core/nn/tensor/float16.ts'
import { type DType, ITEM_SIZE, tensor, viewBytes } from '#core/nn/tensor/tensor.ts'
import { ELEMENTWISE_CASES } from './cases/elementwise.ts'
import { INDEXING_CASES } from './cases/indexing.ts'
import { LINEAR_ALGEBRA_CASES } from './cases/linear-algebra.ts'
import { MOVEMENT_CASES } from './cases/movement.ts'
import { type CaseInput, lengths, type OperatorCase, samples } from './cases/operator-case.ts'
import type { Plain } from './cases/plain.ts'
import { REDUCTION_CASES } from './cases/reductions.ts'
import type { Dim } from './dims.ts'
import { Graph, type Value } from './graph.ts'
import { OPERATORS } from './operators.ts'
import { writeModels } from './write-model.ts'

const CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  ...ELEMENTWISE_CASES,
  ...INDEXING_CASES,
  ...LINEAR_ALGEBRA_CASES,
  ...MOVEMENT_CASES,
  ...REDUCTION_CASES,
}
const DTYPES = Object.keys(ITEM_SIZE) as DType[]

/** Relative to the larger of 1 and the number. */
const TOLERANCE: Partial<Record<DType, number>> = { float16: 2e-3, float32: 2e-6, float64: 1e-13 }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-operators-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the operator table', () => {
  it('has reference cases for exactly its operators', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(OPERATORS).sort())
  })

  it.each(Object.entries(OPERATORS))(
    'names the specification that %s follows',
    (name, operator) => {
      expect(operator.spec).toMatch(new RegExp(`^${name}-\\d+$`))
      expect(operator.summary).not.toBe('')
    },
  )

  describe.each(Object.entries(CASES))('%s', (op, cases) => {
    it.each(cases.map((one) => [one.title, one] as const))(
      'equals plain arithmetic and the inferred type, in every element type it accepts: %s',
      async (_, one) => {
        const accepted: DType[] = []
        for (const dtype of DTYPES) {
          const built = buildCase(one, dtype)
          if (!built) continue
          accepted.push(dtype)
          expect(built.graph.nodes.map((node) => node.op)).toContain(op)
          await checkCase(one, dtype, built)
        }
        expect(accepted).not.toEqual([])
      },
    )
  })
})

interface BuiltCase {
  readonly graph: Graph
  readonly inputs: Readonly<Record<string, Plain & { dtype: DType }>>
  readonly outputs: readonly Value[]
  readonly symbols: ReadonlyMap<string, number>
}

/** undefined when the table does not take the element type. */
function buildCase(one: OperatorCase, dtype: DType): BuiltCase | undefined {
  const graph = new Graph('case')
  const symbols = new Map<string, number>()
  const entries = Object.entries(one.inputs).map(([name, input], salt) => {
    for (const dim of input.dims) if (typeof dim !== 'number') symbols.set(dim[0], dim[1])
    return [name, { ...plainInput(input, dtype, salt), dtype: input.dtype ?? dtype }] as const
  })
  const inputs = Object.fromEntries(entries)
  const values = Object.fromEntries(
    Object.entries(one.inputs).map(([name, input]) => {
      const shape = input.dims.map((dim): Dim => (typeof dim === 'number' ? dim : dim[0]))
      return [name, graph.input(name, inputs[name]!.dtype, shape)]
    }),
  )
  try {
    const outputs = [one.build(values)].flat()
    for (const [i, output] of outputs.entries()) graph.output(`y${i}`, output)
    return { graph, inputs, outputs, symbols }
  } catch (error) {
    expect(error).toBeInstanceOf(FlagreelError)
    expect(error).toMatchObject({ code: 'bad-graph' })
    return undefined
  }
}

function plainInput(input: CaseInput, dtype: DType, salt: number): Plain {
  const shape = lengths(input.dims)
  const exact = arrayOf(
    input.dtype ?? dtype,
    input.data ?? samples(input.dtype ?? dtype, input.dims, salt),
  )
  return { shape, data: numbersOf(input.dtype ?? dtype, exact) }
}

async function checkCase(one: OperatorCase, dtype: DType, built: BuiltCase): Promise<void> {
  const { graph, inputs, outputs, symbols } = built
  await writeModels(folder, { weightsFile: 'weights.bin', graphs: [{ file: 'case.onnx', graph }] })
  const session = await InferenceSession.create(join(folder, 'case.onnx'), { logSeverityLevel: 4 })
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype: type, shape, data }]) => [
      name,
      toOrtTensor(tensor(type, shape, arrayOf(type, data))),
    ]),
  )
  const results = await session.run(feeds)
  await session.release()
  const expected = [one.expected(inputs, dtype)].flat()
  expect(expected).toHaveLength(outputs.length)
  for (const [i, wanted] of expected.entries()) {
    const found = fromOrtTensor(`y${i}`, results[`y${i}`]!)
    const inferred = outputs[i]!
    expect([dtype, found.dtype, found.shape]).toEqual([dtype, inferred.dtype, wanted.shape])
    expect(inferred.shape.map((dim) => lengthOf(dim, symbols))).toEqual(found.shape)
    expectClose(numbersOf(found.dtype, found.data), wanted.data, TOLERANCE[found.dtype] ?? 0)
  }
}

function expectClose(found: readonly number[], wanted: readonly number[], tolerance: number): void {
  const worst = Math.max(
    0,
    ...wanted.map((value, i) => Math.abs(found[i]! - value) / Math.max(1, Math.abs(value))),
  )
  expect(worst, `found ${found}, wanted ${wanted}`).toBeLessThanOrEqual(tolerance)
}

/** The length that an inferred dimension stands for: '(2*n+1)' with n = 4 is 9. */
function lengthOf(dim: Dim, symbols: ReadonlyMap<string, number>): number {
  if (typeof dim === 'number') return dim
  const inside = /^\((.*)\)$/.exec(dim)?.[1] ?? dim
  return inside
    .replaceAll('-', '+-')
    .split('+')
    .map((term) =>
      term.split('*').reduce((n, factor) => n * (symbols.get(factor) ?? Number(factor)), 1),
    )
    .reduce((a, b) => a + b, 0)
}

function arrayOf(dtype: DType, numbers: readonly number[]) {
  if (dtype === 'float16') return float32ToFloat16(Float32Array.from(numbers))
  if (dtype === 'int64') return BigInt64Array.from(numbers, (n) => BigInt(Math.trunc(n)))
  if (dtype === 'bool') return Uint8Array.from(numbers, (n) => Number(n !== 0))
  const empty = viewBytes(dtype, new Uint8Array(numbers.length * ITEM_SIZE[dtype])) as Float32Array
  return empty.map((_, i) => numbers[i]!)
}

function numbersOf(dtype: DType, data: ArrayLike<number | bigint>): number[] {
  if (dtype === 'float16') return Array.from(float16ToFloat32(data as Uint16Array))
  return Array.from(data, Number)
}
