import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { elementCount, formatShape, ITEM_SIZE } from '#core/nn/tensor/tensor.ts'
import { encodeModel, type WeightLocation } from './encode-model.ts'
import type { Graph, WeightSource } from './graph.ts'

export interface WriteModelsOptions {
  /** Name of the external data file that the graphs share. */
  readonly weightsFile: string
  readonly graphs: readonly { readonly file: string; readonly graph: Graph }[]
}

/** A page, so that onnxruntime can map a tensor instead of copying it; small ones share pages. */
const PAGE = 4096
const SMALL_ALIGNMENT = 64

/**
 * Writes each graph as an .onnx file in `folder` and all weights, each once, in one external data file. At most one weight
 * is in memory. Files appear complete or not at all. Throws `disk` when writing fails, `bad-graph` when two graphs mean
 * different weights by one name.
 */
export async function writeModels(folder: string, options: WriteModelsOptions): Promise<void> {
  const sources = sharedSources(options.graphs.map(({ graph }) => graph))
  const locations = layOut(sources, options.weightsFile)
  const writes = options.graphs.map(({ file, graph }) => ({
    path: join(folder, file),
    write: (handle: FileHandle) => handle.writeFile(encodeModel(graph, locations)),
  }))
  if (sources.size > 0) {
    writes.unshift({
      path: join(folder, options.weightsFile),
      write: (handle) => writeWeights(handle, sources, locations),
    })
  }
  await writeTogether(writes)
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
  handle: FileHandle,
  sources: ReadonlyMap<string, WeightSource>,
  locations: ReadonlyMap<string, WeightLocation>,
): Promise<void> {
  let end = 0
  for (const [name, source] of sources) {
    const { offset, length } = locations.get(name)!
    // Behind the end of what is written: the weight is there already, under another name.
    if (offset < end) continue
    const data = await source.read()
    if (data.byteLength !== length) {
      throw new FlagreelError(
        'bad-graph',
        `Weight ${name} ${source.dtype} ${formatShape(source.shape)}: expected ${length} bytes, found ${data.byteLength}.`,
      )
    }
    await writeFully(handle, new Uint8Array(offset - end))
    await writeFully(handle, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    end = offset + length
  }
}

/** One write call takes at most 2 GiB on Linux. */
const CHUNK = 2 ** 28

async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes.subarray(from, from + CHUNK))
    from += bytesWritten
  }
}

interface FileWrite {
  readonly path: string
  readonly write: (handle: FileHandle) => Promise<void>
}

/** All under temporary names first, so that a failure leaves nothing new under a final one. */
async function writeTogether(writes: readonly FileWrite[]): Promise<void> {
  const temporary = (path: string) => `${path}.${process.pid}.tmp`
  try {
    for (const { path, write } of writes) await writeSynced(temporary(path), write)
    for (const { path } of writes) await rename(temporary(path), path)
  } catch (error) {
    await Promise.all(writes.map(({ path }) => rm(temporary(path), { force: true })))
    throw error instanceof FlagreelError ? error : diskError(writes[0]!.path, error)
  }
}

async function writeSynced(path: string, write: FileWrite['write']): Promise<void> {
  const handle = await open(path, 'w')
  try {
    await write(handle)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function diskError(path: string, cause: unknown): FlagreelError {
  const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC'
  return new FlagreelError(
    'disk',
    full ? `No space left on the disk for ${path}.` : `Cannot write ${path}: ${reasonOf(cause)}.`,
    full ? { cause, hint: 'Free some space and try again.' } : { cause },
  )
}
