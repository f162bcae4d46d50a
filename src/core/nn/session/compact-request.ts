import type { Tensor } from '#core/nn/tensor/tensor.ts'
import type { RunRequest } from './protocol.ts'

/** Structured clone copies the whole buffer behind a view; a view of part of a buffer is cut out first. */
export function compactRequest(request: RunRequest): RunRequest {
  const feeds = Object.entries(request.feeds).map(([name, feed]) => [name, compact(feed)] as const)
  return { ...request, feeds: Object.fromEntries(feeds) }
}

function compact(tensor: Tensor): Tensor {
  const { data } = tensor
  return data.byteLength === data.buffer.byteLength ? tensor : { ...tensor, data: data.slice() }
}
