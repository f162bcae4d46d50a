import { join } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import { type FileSink, writeFileAtomically } from '#core/files/file-sink.ts'
import { elementCount, formatShape, ITEM_SIZE } from '#core/nn/tensor/tensor.ts'
import { encodeModel, type WeightLocation } from './encode-model.ts'
import type { Graph, WeightSource } from './graph.ts'

export interface WriteModelsOptions {
  /** Name of the external data file that the graphs share; not written when none has weights. */
  readonly weightsFile: string
  readonly graphs: readonly { readonly file: string; readonly graph: Graph }[]
}

/** A page, so that onnxruntime can map a tensor instead of copying it; small ones share pages. */
const PAGE = 4096
const SMALL_ALIGNMENT = 64

/**
 * Writes each graph as an .onnx file in `folder` and all weights, each once, in one external data file. At most one weight
 * is in memory. Each file appears whole or not at all, the weights before the graphs that need them.
 * Throws `disk` when writing fails, `bad-graph` when two graphs mean different weights by one name.
 */
export async function writeModels(folder: string, options: WriteModelsOptions): Promise<void> {
  const { weightsFile, graphs } = options
  const sources = sharedSources(graphs.map(({ graph }) => graph))
  const locations = layOut(sources, weightsFile)
  if (sources.size > 0) {
    await writeFileAtomically(join(folder, weightsFile), (sink) =>
      writeWeights(sink, sources, locations),
    )
  }
  for (const { file, graph } of graphs) {
    const model = encodeModel(graph, locations)
    await writeFileAtomically(join(folder, file), (sink) => sink.write(model))
  }
}

function sharedSources(graphs: readonly Graph[]): Map<string, WeightSource> {
  const sources = new Map<string, WeightSource>()
  for (const graph of graphs) {
    for (const [name, { source }] of graph.weights) {
      const known = sources.get(name)
      if (known && known !== source) {
        throw new FlagreelError(
          'bad-graph',
          `Graph ${graph.name}, weight ${name}: another graph of this model uses the name for a different tensor.`,
        )
      }
      sources.set(name, source)
    }
  }
  return sources
}

/** The same source under two names is stored once. */
function layOut(
  sources: ReadonlyMap<string, WeightSource>,
  file: string,
): Map<string, WeightLocation> {
  const placed = new Map<WeightSource, WeightLocation>()
  const locations = new Map<string, WeightLocation>()
  let end = 0
  for (const [name, source] of sources) {
    let location = placed.get(source)
    if (!location) {
      const length = elementCount(source.shape) * ITEM_SIZE[source.dtype]
      const alignment = length < PAGE ? SMALL_ALIGNMENT : PAGE
      location = { file, offset: Math.ceil(end / alignment) * alignment, length }
      placed.set(source, location)
      end = location.offset + length
    }
    locations.set(name, location)
  }
  return locations
}

async function writeWeights(
  sink: FileSink,
  sources: ReadonlyMap<string, WeightSource>,
  locations: ReadonlyMap<string, WeightLocation>,
): Promise<void> {
  for (const [name, source] of sources) {
    const { offset, length } = locations.get(name)!
    // Behind what is written: the weight is there already, under another name.
    if (offset < sink.position) continue
    const data = await source.read()
    if (data.byteLength !== length) {
      const tensor = `Weight ${name} ${source.dtype} ${formatShape(source.shape)}`
      const message = `${tensor}: expected ${length} bytes, found ${data.byteLength}.`
      throw new FlagreelError('bad-graph', message)
    }
    await sink.write(new Uint8Array(offset - sink.position))
    await sink.write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
}
