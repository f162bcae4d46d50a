import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromOrtTensor, toOrtTensor } from '#core/nn/session/ort-tensor.ts'
import { float32ToFloat16 } from '#core/nn/tensor/float16.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { Graph, type WeightSource } from './graph.ts'
import { inspectModel } from './inspect-model.ts'
import * as op from './ops.ts'
import { writeModels } from './write-model.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-models-'))
})
afterEach(() => rm(folder, { recursive: true }))

function weightOf({ dtype, shape, data }: Tensor): WeightSource {
  return { dtype, shape, read: async () => data }
}

async function run(file: string, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
  const session = await InferenceSession.create(join(folder, file), { logSeverityLevel: 3 })
  const given = Object.entries(feeds).map(([name, feed]) => [name, toOrtTensor(feed)])
  const results = await session.run(Object.fromEntries(given))
  await session.release()
  const found = Object.entries(results).map(([name, value]) => [name, fromOrtTensor(name, value)])
  return Object.fromEntries(found)
}

const WEIGHTS = 'weights.bin'

describe('writeModels', () => {
  it('keeps the checkpoint’s names and puts every weight outside the model', async () => {
    const graph = new Graph('linear')
    const x = graph.input('x', 'float32', ['n', 2])
    const w = graph.weight('visual.proj', weightOf(float32([2, 2], [1, 2, 3, 4])))
    graph.output('y', op.matMul(x, w))
    await writeModels(folder, { weightsFile: WEIGHTS, graphs: [{ file: 'linear.onnx', graph }] })
    expect(inspectModel(join(folder, 'linear.onnx'))).toEqual({
      inputs: [{ name: 'x', dtype: 'float32', shape: ['n', 2] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: ['n', 2] }],
      operators: ['MatMul'],
      opset: 18,
      externalFiles: [{ tensor: 'visual.proj', file: WEIGHTS, offset: 0, length: 16 }],
    })
    const { y } = await run('linear.onnx', { x: float32([1, 2], [1, 1]) })
    expect(y).toEqual(float32([1, 2], [4, 6]))
  })

  it('stores a weight once for several graphs and names, aligned', async () => {
    const small = weightOf(float32([3], [1, 2, 3]))
    const large = weightOf(float32([2000], new Float32Array(2000).fill(0.5)))
    const first = new Graph('first')
    first.output('y', op.add(first.weight('a', small), first.weight('a.again', small)))
    first.output('z', first.weight('b', large))
    const second = new Graph('second')
    second.output('y', op.mul(second.weight('a', small), second.input('x', 'float32', [3])))
    await writeModels(folder, {
      weightsFile: WEIGHTS,
      graphs: [
        { file: 'first.onnx', graph: first },
        { file: 'second.onnx', graph: second },
      ],
    })
    const places = inspectModel(join(folder, 'first.onnx')).externalFiles
    expect(places.map(({ tensor: name, offset }) => [name, offset])).toEqual([
      ['a', 0],
      ['a.again', 0],
      ['b', 4096],
    ])
    expect(inspectModel(join(folder, 'second.onnx')).externalFiles).toEqual([places[0]])
    expect((await stat(join(folder, WEIGHTS))).size).toBe(4096 + 8000)
    const found = await run('first.onnx', {})
    expect(found.y).toEqual(float32([3], [2, 4, 6]))
    expect(new Set(found.z!.data as Float32Array)).toEqual(new Set([0.5]))
    const { y } = await run('second.onnx', { x: float32([3], [2, 2, 2]) })
    expect(y).toEqual(float32([3], [2, 4, 6]))
  })

  it('writes half, byte and integer weights', async () => {
    const graph = new Graph('types')
    const values: Readonly<Record<string, Tensor>> = {
      half: tensor('float16', [2], float32ToFloat16(Float32Array.of(0.5, -2))),
      double: tensor('float64', [1], Float64Array.of(1 / 3)),
      long: tensor('int64', [1], BigInt64Array.of(-(2n ** 40n))),
      int: tensor('int32', [1], Int32Array.of(-7)),
      signed: tensor('int8', [3], Int8Array.of(-128, 0, 127)),
      unsigned: tensor('uint8', [3], Uint8Array.of(0, 128, 255)),
      flag: tensor('bool', [2], Uint8Array.of(1, 0)),
    }
    for (const [name, value] of Object.entries(values)) {
      graph.output(name, graph.weight(`${name}.weight`, weightOf(value)))
      graph.output(`${name}Inline`, graph.constant(value))
    }
    await writeModels(folder, { weightsFile: WEIGHTS, graphs: [{ file: 'types.onnx', graph }] })
    const found = await run('types.onnx', {})
    for (const [name, value] of Object.entries(values)) {
      expect(found[name], name).toEqual(value)
      expect(found[`${name}Inline`], name).toEqual(value)
    }
  })

  it('gives one value under two output names, and an input as an output', async () => {
    const graph = new Graph('names')
    const x = graph.input('x', 'float32', [2])
    const y = op.mul(x, 2)
    graph.output('y', y)
    graph.output('same', y)
    graph.output('echo', x)
    graph.output('after', op.add(y, 1))
    await writeModels(folder, { weightsFile: WEIGHTS, graphs: [{ file: 'names.onnx', graph }] })
    const found = await run('names.onnx', { x: float32([2], [1, 2]) })
    expect(found).toEqual({
      y: float32([2], [2, 4]),
      same: float32([2], [2, 4]),
      echo: float32([2], [1, 2]),
      after: float32([2], [3, 5]),
    })
    expect(await readdir(folder)).toEqual(['names.onnx'])
  })

  it('asks for a weight only when the one before it is in the file', async () => {
    const graph = new Graph('many')
    const written: number[] = []
    for (let i = 0; i < 5; i++) {
      const read = async () => {
        const [partial] = await readdir(folder)
        written.push((await stat(join(folder, partial!))).size)
        return new Float32Array(1024)
      }
      graph.output(`y${i}`, graph.weight(`w${i}`, { dtype: 'float32', shape: [1024], read }))
    }
    await writeModels(folder, { weightsFile: WEIGHTS, graphs: [{ file: 'many.onnx', graph }] })
    expect(written).toEqual([0, 4096, 8192, 12_288, 16_384])
  })

  it('leaves nothing behind when a weight cannot be read', async () => {
    const graph = new Graph('broken')
    const read = () => Promise.reject(new Error('the checkpoint was closed'))
    graph.output('y', graph.weight('w', { dtype: 'float32', shape: [1], read }))
    const writing = writeModels(folder, {
      weightsFile: WEIGHTS,
      graphs: [{ file: 'm.onnx', graph }],
    })
    await expect(writing).rejects.toThrow('the checkpoint was closed')
    expect(await readdir(folder)).toEqual([])
  })

  it('refuses a weight whose bytes are not its shape’s', async () => {
    const graph = new Graph('short')
    const read = async () => new Float32Array(3)
    graph.output('y', graph.weight('w', { dtype: 'float32', shape: [4], read }))
    const writing = writeModels(folder, {
      weightsFile: WEIGHTS,
      graphs: [{ file: 'm.onnx', graph }],
    })
    await expect(writing).rejects.toMatchObject({
      code: 'bad-graph',
      message: 'Weight w float32 [4]: expected 16 bytes, found 12.',
    })
  })

  it('refuses two meanings of one weight name', async () => {
    const graphs = ['first', 'second'].map((name) => {
      const graph = new Graph(name)
      graph.output('y', graph.weight('w', weightOf(float32([1], [1]))))
      return { file: `${name}.onnx`, graph }
    })
    await expect(writeModels(folder, { weightsFile: WEIGHTS, graphs })).rejects.toMatchObject({
      code: 'bad-graph',
      message: expect.stringContaining('Graph second, weight w'),
    })
  })

  it('reports a folder that cannot be written to', async () => {
    const graph = new Graph('nowhere')
    graph.output('y', op.exp(graph.input('x', 'float32', [1])))
    const writing = writeModels(join(folder, 'none'), {
      weightsFile: WEIGHTS,
      graphs: [{ file: 'm.onnx', graph }],
    })
    await expect(writing).rejects.toMatchObject({ code: 'disk' })
  })

  it('writes the same bytes for the same graph', async () => {
    const write = async () => {
      const graph = new Graph('same')
      const w = graph.weight('w', weightOf(float32([2, 2], [1, 2, 3, 4])))
      graph.output('y', op.softmax(op.matMul(graph.input('x', 'float32', ['n', 2]), w), -1))
      await writeModels(folder, { weightsFile: WEIGHTS, graphs: [{ file: 'm.onnx', graph }] })
      return readFile(join(folder, 'm.onnx'))
    }
    expect((await write()).equals(await write())).toBe(true)
  })
})
