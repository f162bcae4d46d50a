/**
 * Writes a VadCLIP checkpoint of full size with random weights, for benches and tests:
 *
 *   node scripts/make-checkpoint.ts <ucf | xd | keys.json> <out.pth> [seed]
 *
 * A key list is JSON: [{ key, shape }]. The same list and seed give the same bytes. Nothing learned is in it.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '#core/files/file-sink.ts'
import { stateDictPickle } from '#test/support/torch-writer.ts'
import { type ZipInput, zipChunks } from '#test/support/zip-writer.ts'

interface Key {
  readonly key: string
  readonly shape: readonly number[]
}

const [list, out, seed = '1'] = process.argv.slice(2)
if (!list || !out) {
  console.error('Usage: node scripts/make-checkpoint.ts <ucf | xd | keys.json> <out.pth> [seed]')
  process.exit(1)
}
const keys = await readKeys(list)
await writeFileAtomically(out, async (sink) => {
  for (const chunk of zipChunks(entries(keys, Number(seed)))) await sink.write(chunk)
})
console.log(`${out}: ${keys.length} tensors, seed ${seed}`)

async function readKeys(source: string): Promise<Key[]> {
  const goldens = join(import.meta.dirname, '../test/goldens/full-keys')
  const path = source.endsWith('.json') ? source : join(goldens, `${source}.json`)
  return JSON.parse(await readFile(path, 'utf8'))
}

/** One tensor in memory at a time, in the same memory: each content is made when the writer gets to it. */
function* entries(tensors: readonly Key[], seed: number): Generator<ZipInput> {
  const root = 'archive'
  const saved = tensors.map(({ key, shape }, i) => ({
    name: key,
    shape,
    storage: { key: String(i), type: 'FloatStorage', count: countOf(shape) },
  }))
  yield { name: `${root}/data.pkl`, content: stateDictPickle(saved) }
  yield { name: `${root}/byteorder`, content: Buffer.from('little') }
  const memory = new Float32Array(Math.max(...tensors.map(({ shape }) => countOf(shape))))
  for (const [i, { key, shape }] of tensors.entries()) {
    const values = memory.subarray(0, countOf(shape))
    fillWeights(values, { key, shape, seed: seed * 100_003 + i })
    yield {
      name: `${root}/data/${i}`,
      content: new Uint8Array(memory.buffer, 0, values.byteLength),
    }
  }
  yield { name: `${root}/version`, content: Buffer.from('3\n') }
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Numbers of the size that trained ones have, so that activations neither vanish nor overflow. */
function fillWeights(values: Float32Array, { key, shape, seed }: Key & { seed: number }): void {
  if (key.endsWith('logit_scale')) values.fill(Math.log(100))
  else if (key.endsWith('disAdj.sigma')) values.fill(1)
  else if (/(^|[._])ln_\w+\.weight$/.test(key))
    fillNormal(values, { mean: 1, deviation: 0.05, seed })
  else fillNormal(values, { mean: 0, deviation: deviationOf(key, shape), seed })
}

function deviationOf(key: string, shape: readonly number[]): number {
  if (/embedding|token_/.test(key)) return 0.02
  if (shape.length < 2) return 0.02 // biases
  // gcN.weight and proj multiply from the right: [in, out]. The rest is [out, in, …].
  const isRightHand = /gc\d\.weight$|proj(ection)?$/.test(key)
  const fanIn = isRightHand ? shape[0]! : countOf(shape.slice(1))
  return 1 / Math.sqrt(fanIn)
}

interface Normal {
  readonly mean: number
  readonly deviation: number
  readonly seed: number
}

/** Box–Muller over xorshift32: two normal numbers from two uniform ones. */
function fillNormal(values: Float32Array, { mean, deviation, seed }: Normal): void {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1
  const uniform = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return ((state >>> 0) + 0.5) / 2 ** 32
  }
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(uniform()))
    const angle = 2 * Math.PI * uniform()
    values[i] = mean + radius * Math.cos(angle)
    if (i + 1 < values.length) values[i + 1] = mean + radius * Math.sin(angle)
  }
}
