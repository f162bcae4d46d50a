import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeModel } from './encode-model.ts'
import { Graph } from './graph.ts'
import { checkExternalFiles, inspectModel } from './inspect-model.ts'
import * as op from './ops.ts'
import { ProtobufWriter } from './protobuf-writer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-inspect-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('inspectModel', () => {
  it('says what our own models take, give and need', async () => {
    const graph = new Graph('tower')
    const x = graph.input('pixels', 'uint8', ['n', 4])
    const w = graph.weight('proj', {
      dtype: 'float16',
      shape: [4, 3],
      read: async () => new Uint16Array(12),
    })
    graph.output('features', op.matMul(op.cast(x, 'float16'), op.add(w, 1)))
    const place = { file: 'tower.bin', offset: 4096, length: 24 }
    const path = join(folder, 'tower.onnx')
    await writeFile(path, encodeModel(graph, new Map([['proj', place]])))
    expect(inspectModel(path)).toEqual({
      inputs: [{ name: 'pixels', dtype: 'uint8', shape: ['n', 4] }],
      outputs: [{ name: 'features', dtype: 'float16', shape: ['n', 3] }],
      operators: ['Add', 'Cast', 'MatMul'],
      opset: 18,
      externalFiles: [{ tensor: 'proj', ...place }],
    })
  })

  it('steps over weights inside the file without reading them', async () => {
    const path = join(folder, 'huge.onnx')
    const graph = new Graph('small')
    graph.output('y', op.exp(graph.input('x', 'float32', [1])))
    const head = encodeModel(graph, new Map())
    // One unknown field of 8 GiB, which exists as a hole only.
    const hole = 8 * 2 ** 30
    const tag = new ProtobufWriter().integer(1000, 0).finish().subarray(0, 2)
    const length = new ProtobufWriter().integer(1, hole).finish().subarray(1)
    await writeFile(path, Buffer.concat([head, Uint8Array.of(tag[0]! | 2, tag[1]!), length]))
    await truncate(path, head.length + tag.length + length.length + hole)
    const before = process.memoryUsage().rss
    expect(inspectModel(path).operators).toEqual(['Exp'])
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20)
  })

  it('says of a missing file and of a folder what they are', async () => {
    expect(() => inspectModel(join(folder, 'none.onnx'))).toThrow('There is no model file')
    await mkdir(join(folder, 'dir.onnx'))
    expect(() => inspectModel(join(folder, 'dir.onnx'))).toThrow('it is not an ordinary file')
  })
})

describe('checkExternalFiles', () => {
  const tensorIn = (file: string, end: number) => ({
    tensor: 'w',
    file,
    offset: 4,
    length: end - 4,
  })

  it('passes files that are there and long enough', async () => {
    await writeFile(join(folder, 'good.bin'), new Uint8Array(16))
    const model = join(folder, 'm.onnx')
    await expect(checkExternalFiles(model, [tensorIn('good.bin', 16)])).resolves.toBeUndefined()
    await expect(checkExternalFiles(model, [tensorIn('good.bin', 17)])).rejects.toMatchObject({
      code: 'bad-bundle',
      message: expect.stringContaining('expected 17 bytes, found 16'),
    })
  })

  it('refuses a missing file, a folder and a link', async () => {
    const model = join(folder, 'm.onnx')
    await mkdir(join(folder, 'folder.bin'))
    await symlink('/etc/passwd', join(folder, 'link.bin'))
    for (const [file, reason] of [
      ['none.bin', 'is missing'],
      ['folder.bin', 'is not a plain file'],
      ['link.bin', 'is not a plain file'],
    ] as const) {
      await expect(checkExternalFiles(model, [tensorIn(file, 8)])).rejects.toThrow(reason)
    }
  })
})
