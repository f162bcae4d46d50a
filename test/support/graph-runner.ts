import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Graph } from '#core/nn/onnx/graph.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { createInferencePool, forkWorker } from '#core/nn/session/inference-pool.ts'
import { ModelSessions } from '#core/nn/session/model-sessions.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import { tempFolder } from './temp-folder.ts'

export type Feeds = Readonly<Record<string, Tensor>>

const WORKER = join(import.meta.dirname, '../../src/core/nn/session/worker.ts')

/** Writes graphs into a temporary folder and runs them on the CPU, one thread; ends with the test file. */
export function graphRunner() {
  const folder = tempFolder()
  const pool = createInferencePool({
    device: 'cpu',
    workers: 1,
    threadsPerWorker: 1,
    spawn: forkWorker(WORKER),
  })
  const written = new Map<Graph, string>()
  afterAll(() => pool.close())

  async function write(graph: Graph): Promise<string> {
    const inside = join(folder.path, `graph-${written.size}`)
    written.set(graph, join(inside, 'model.onnx'))
    await mkdir(inside)
    const graphs = [{ file: 'model.onnx', graph }]
    await writeModels(inside, { weightsFile: 'weights.bin', graphs })
    return join(inside, 'model.onnx')
  }

  return {
    async run(graph: Graph, feeds: Feeds): Promise<Record<string, Tensor>> {
      return await pool.run(written.get(graph) ?? (await write(graph)), feeds)
    },
  }
}

/** Folders for code that writes its own graphs, and a runner of model files in this process; ends with the test file. */
export function graphFileRunner() {
  const folder = tempFolder()
  const opened: ModelSessions[] = []
  afterAll(() => Promise.all(opened.map((sessions) => sessions.close())))
  return {
    async open(name: string) {
      const sessions = new ModelSessions({ device: 'cpu', threads: 1 })
      opened.push(sessions)
      const inside = join(folder.path, `${name}-${opened.length}`)
      await mkdir(inside)
      const run = (modelPath: string, feeds: Feeds) => sessions.run({ modelPath, feeds })
      return { folder: inside, run }
    },
  }
}
