import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import * as op from '#core/nn/onnx/ops.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { float32ToFloat16 } from '#core/nn/tensor/float16.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import {
  createInferencePool,
  forkWorker,
  type InferencePool,
  type InferencePoolOptions,
} from './inference-pool.ts'
import type { SpawnWorker, WorkerChannel } from './protocol.ts'

const ENTRY = join(import.meta.dirname, 'worker.ts')
const SIDE = 512

let folder: string
let quick: string
/** A fraction of a second of one core. */
let slow: string
/** Ten seconds or more: whoever kills its process kills it inside the run. */
let endless: string
const pools: InferencePool[] = []

async function writeModel(file: string, build: (graph: Graph) => void): Promise<string> {
  const graph = new Graph(file)
  build(graph)
  const graphs = [{ file, graph }]
  await writeModels(folder, { weightsFile: `${file}.bin`, graphs })
  return join(folder, file)
}

function ramp(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => ((i * 37) % 101) / 101 - 0.5)
}

function addLayers(graph: Graph, layers: number): void {
  const read = async () => ramp(SIDE * SIDE)
  const w = graph.weight('w', { dtype: 'float32', shape: [SIDE, SIDE], read })
  let y: Value = graph.input('x', 'float32', [SIDE, SIDE])
  for (let i = 0; i < layers; i++) y = op.softmax(op.matMul(y, w), -1)
  graph.output('y', y)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-pool-'))
  quick = await writeModel('quick.onnx', (graph) => {
    const x = graph.input('x', 'float32', ['n', 3])
    graph.output('double', op.mul(x, 2))
    graph.output('sum', op.reduceSum(x, [1]))
  })
  slow = await writeModel('slow.onnx', (graph) => addLayers(graph, 60))
  endless = await writeModel('endless.onnx', (graph) => addLayers(graph, 3000))
})
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})
afterAll(() => rm(folder, { recursive: true }))

interface Watched {
  readonly pool: InferencePool
  /** Jobs sent to each process, in the order they were started. */
  readonly jobs: number[]
}

/** A pool that counts what it does; `onJob` is called with each job's number and the process it went to. */
function watchedPool(
  options: Omit<InferencePoolOptions, 'spawn'> = {},
  onJob: (job: number, channel: WorkerChannel) => void = () => undefined,
): Watched {
  const jobs: number[] = []
  const forked = forkWorker(ENTRY)
  let total = 0
  const watch: SpawnWorker = () => {
    const channel = forked()
    const at = jobs.push(0) - 1
    const send: WorkerChannel['send'] = (message) => {
      channel.send(message)
      if (message.kind !== 'run') return
      jobs[at]!++
      onJob(++total, channel)
    }
    return { ...channel, send }
  }
  const pool = createInferencePool({ device: 'cpu', ...options, spawn: watch })
  pools.push(pool)
  return { pool, jobs }
}

const three = { x: float32([2, 3], [1, 2, 3, 4, 5, 6]) }
const square = { x: float32([SIDE, SIDE], ramp(SIDE * SIDE)) }
const killAfter = (ms: number, channel: WorkerChannel) => setTimeout(() => channel.kill(), ms)

describe('an inference pool', () => {
  it('runs a model and returns all outputs, or those asked for', async () => {
    const { pool } = watchedPool()
    expect(await pool.run(quick, three)).toEqual({
      double: float32([2, 3], [2, 4, 6, 8, 10, 12]),
      sum: float32([2], [6, 15]),
    })
    expect(await pool.run(quick, three, { outputs: ['sum'] })).toEqual({
      sum: float32([2], [6, 15]),
    })
  })

  it('carries every element type there and back', async () => {
    const values: Readonly<Record<string, Tensor>> = {
      half: tensor('float16', [2], float32ToFloat16(Float32Array.of(0.1, -2))),
      double: tensor('float64', [1], Float64Array.of(1 / 3)),
      long: tensor('int64', [1], BigInt64Array.of(-(2n ** 60n))),
      int: tensor('int32', [1], Int32Array.of(-7)),
      signed: tensor('int8', [3], Int8Array.of(-128, 0, 127)),
      bytes: tensor('uint8', [3], Uint8Array.of(0, 128, 255)),
      flags: tensor('bool', [2], Uint8Array.of(1, 0)),
    }
    const echo = await writeModel('echo.onnx', (graph) => {
      for (const [name, { dtype, shape }] of Object.entries(values)) {
        graph.output(`${name}Out`, op.identity(graph.input(name, dtype, shape)))
      }
    })
    const { pool } = watchedPool()
    const found = await pool.run(echo, values)
    for (const [name, value] of Object.entries(values)) expect(found[`${name}Out`]).toEqual(value)
  })

  it('takes a view into a larger buffer', async () => {
    const { pool } = watchedPool()
    const x = float32([1, 3], Float32Array.of(9, 1, 2, 3, 9).subarray(1, 4))
    expect((await pool.run(quick, { x })).sum).toEqual(float32([1], [6]))
  })

  it('shares jobs between two processes', async () => {
    const { pool, jobs } = watchedPool({ workers: 2 })
    await Promise.all(Array.from({ length: 4 }, () => pool.run(slow, square)))
    expect(jobs).toHaveLength(2)
    expect(Math.min(...jobs)).toBeGreaterThanOrEqual(1)
    expect(pool.workers).toBe(2)
  })

  it('starts no more processes than there are jobs', async () => {
    const { pool, jobs } = watchedPool({ workers: 8 })
    for (let i = 0; i < 3; i++) await pool.run(quick, three)
    expect(jobs).toEqual([3])
  })

  it('has one process per core unless told otherwise', () => {
    expect(watchedPool().pool.workers).toBe(availableParallelism())
  })

  it('gives the same bits whatever the process, the pool and the number of workers', async () => {
    const answers: Tensor[] = []
    for (const workers of [1, 2]) {
      const { pool } = watchedPool({ workers, threadsPerWorker: 1 })
      const runs = Array.from({ length: 2 * workers }, () => pool.run(slow, square))
      answers.push(...(await Promise.all(runs)).map(({ y }) => y!))
      await pool.close()
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })

  it('keeps working with more models than it keeps loaded, and notices a replaced file', async () => {
    const { pool } = watchedPool({ workers: 1 })
    const factors = [1, 2, 3, 4, 5]
    const models = await Promise.all(
      factors.map((factor) =>
        writeModel(`times${factor}.onnx`, (graph) => {
          graph.output('y', op.mul(graph.input('x', 'float32', [1]), factor))
        }),
      ),
    )
    const run = async (model: string) =>
      (await pool.run(model, { x: float32([1], [1]) })).y!.data[0]
    for (let round = 0; round < 2; round++) {
      expect(await Promise.all(models.map(run))).toEqual(factors)
    }
    await copyFile(models[4]!, models[3]!)
    expect(await run(models[3]!)).toBe(5)
  })
})

describe('a pool whose process dies', () => {
  it('does the job again in a fresh process', async () => {
    const { pool, jobs } = watchedPool({ workers: 1 }, (job, channel) => {
      if (job === 3) killAfter(20, channel)
    })
    await pool.run(quick, three)
    const expected = await pool.run(slow, square)
    expect(await pool.run(slow, square)).toEqual(expected)
    expect(jobs).toEqual([3, 1])
  })

  it('gives up after the second death, and the other jobs are done', async () => {
    const { pool, jobs } = watchedPool({ workers: 1 }, (job, channel) => {
      if (job <= 2) killAfter(700, channel)
    })
    const doomed = pool.run(endless, square)
    const others = [pool.run(quick, three), pool.run(quick, three)]
    await expect(doomed).rejects.toMatchObject({
      code: 'inference',
      message: expect.stringMatching(/died twice while it ran endless\.onnx \(signal SIGKILL/),
      hint: expect.stringContaining('memory'),
    })
    for (const other of await Promise.all(others)) expect(other.sum).toEqual(float32([2], [6, 15]))
    expect(jobs).toEqual([1, 1, 2])
  })

  it('makes room for a fresh process when all others are used ones', async () => {
    const { pool, jobs } = watchedPool({ workers: 2 }, (job, channel) => {
      if (job === 3) killAfter(20, channel)
    })
    await Promise.all([pool.run(slow, square), pool.run(slow, square)])
    expect((await pool.run(slow, square)).y!.shape).toEqual([SIDE, SIDE])
    expect(jobs).toHaveLength(3)
    expect(jobs[2]).toBe(1)
  })

  it('says what the process said when it cannot even start', async () => {
    const pool = createInferencePool({
      device: 'cpu',
      workers: 1,
      spawn: forkWorker(join(folder, 'no-such-worker.js')),
    })
    pools.push(pool)
    await expect(pool.run(quick, three)).rejects.toMatchObject({
      code: 'inference',
      message: expect.stringContaining('exit code 1'),
    })
  })

  it('replaces a process that died between jobs', async () => {
    let last: WorkerChannel | undefined
    const { pool, jobs } = watchedPool({ workers: 1 }, (_, channel) => {
      last = channel
    })
    await pool.run(quick, three)
    last!.kill()
    await sleep(200)
    expect((await pool.run(quick, three)).sum).toEqual(float32([2], [6, 15]))
    expect(jobs.at(-1)).toBe(1)
  })
})

describe('a job', () => {
  it('is refused with every input named when one is wrong, and the process goes on', async () => {
    const { pool, jobs } = watchedPool({ workers: 1 })
    await expect(pool.run(quick, { x: float32([3], [1, 2, 3]) })).rejects.toMatchObject({
      code: 'bad-tensor',
      message:
        'Wrong inputs for quick.onnx. x: expected float32 [n, 3], found float32 [3] (wrong).',
    })
    await expect(pool.run(quick, three, { outputs: ['none'] })).rejects.toMatchObject({
      code: 'bad-tensor',
    })
    expect((await pool.run(quick, three)).sum).toEqual(float32([2], [6, 15]))
    expect(jobs).toHaveLength(1)
  })

  it('is refused for a model that is not there, is no model, or points outside its folder', async () => {
    const { pool } = watchedPool({ workers: 1 })
    const missing = join(folder, 'none.onnx')
    await expect(pool.run(missing, three)).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no model file ${missing}.`,
    })
    const text = join(folder, 'text.onnx')
    await writeFile(text, 'not a model')
    await expect(pool.run(text, three)).rejects.toMatchObject({ code: 'bad-bundle' })
    const hungry = await writeModel('hungry.onnx', (graph) => {
      const read = async () => ramp(2)
      graph.output('y', graph.weight('w', { dtype: 'float32', shape: [2], read }))
    })
    await rm(`${hungry}.bin`)
    await expect(pool.run(hungry, {})).rejects.toMatchObject({
      code: 'bad-bundle',
      message: expect.stringContaining('hungry.onnx.bin beside it, which is missing'),
    })
  })

  it('can be cancelled before, while it waits and while it runs', async () => {
    const { pool, jobs } = watchedPool({ workers: 1 })
    const before = pool.run(quick, three, { signal: AbortSignal.abort() })
    await expect(before).rejects.toMatchObject({ code: 'cancelled' })
    const controller = new AbortController()
    const { signal } = controller
    const running = pool.run(slow, square, { signal })
    const waiting = pool.run(slow, square, { signal })
    const other = pool.run(quick, three)
    await sleep(100)
    const started = performance.now()
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
    expect(performance.now() - started).toBeLessThan(100)
    expect((await other).sum).toEqual(float32([2], [6, 15]))
    expect(jobs).toEqual([2])
  })
})

describe('the device', () => {
  it('is reported with a reason', async () => {
    const { pool } = watchedPool({ device: 'auto' })
    const report = await pool.device()
    expect(report.requested).toBe('auto')
    expect(report.reason).toMatch(
      report.used === 'cpu' ? /using the CPU\.$/ : /passed a test run\.$/,
    )
    expect((await pool.run(quick, three)).sum).toEqual(float32([2], [6, 15]))
  })

  it('is an error when it was asked for by name and is not there, for each run too', async () => {
    const foreign = process.platform === 'win32' ? 'coreml' : 'directml'
    const { pool, jobs } = watchedPool({ device: foreign })
    await expect(pool.device()).rejects.toMatchObject({ code: 'missing-tool' })
    await expect(pool.run(quick, three)).rejects.toMatchObject({ code: 'missing-tool' })
    expect(jobs).toEqual([])
  })
})

describe('closing', () => {
  it('finishes what was accepted and takes nothing more', async () => {
    const { pool, jobs } = watchedPool({ workers: 1 })
    const accepted = [pool.run(slow, square), pool.run(quick, three)]
    const closed = pool.close()
    await expect(pool.run(quick, three)).rejects.toMatchObject({ code: 'inference' })
    await closed
    const [first, second] = await Promise.all(accepted)
    expect(first!.y!.shape).toEqual([SIDE, SIDE])
    expect(second!.sum).toEqual(float32([2], [6, 15]))
    expect(jobs).toEqual([2])
  })

  it('lets a process end by itself, even one whose job was cancelled', async () => {
    const exits: (number | null)[] = []
    const forked = forkWorker(ENTRY)
    const controller = new AbortController()
    const pool = createInferencePool({
      device: 'cpu',
      workers: 1,
      spawn: () => {
        const channel = forked()
        channel.onExit((code) => exits.push(code))
        return {
          ...channel,
          send: (message) => {
            channel.send(message)
            if (message.kind === 'run') controller.abort()
          },
        }
      },
    })
    const run = pool.run(slow, square, { signal: controller.signal })
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    await pool.close()
    expect(exits).toEqual([0])
  })

  it('of the parent by force ends the process, even inside a run', async () => {
    const script = join(folder, 'parent.mjs')
    await writeFile(
      script,
      `import { fork } from 'node:child_process'
      const child = fork(${JSON.stringify(ENTRY)}, [], { serialization: 'advanced', execArgv: [] })
      child.send({ kind: 'configure', device: 'cpu', threads: 1 })
      const x = { dtype: 'float32', shape: [${SIDE}, ${SIDE}], data: new Float32Array(${SIDE * SIDE}) }
      for (let id = 1; id < 4; id++) child.send({ kind: 'run', id, modelPath: ${JSON.stringify(slow)}, feeds: { x } })
      child.once('message', () => console.log(child.pid))`,
    )
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(line.toString())
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
  })

  it('a worker ends when its line to the parent is cut', async () => {
    const child = fork(ENTRY, [], { serialization: 'advanced', execArgv: [] })
    child.send({ kind: 'configure', device: 'cpu', threads: 1 })
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
