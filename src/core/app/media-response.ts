import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { toWireError } from '#contract/errors.ts'
import { byteRange } from '#core/files/byte-range.ts'
import type { Core } from './create-core.ts'

export interface MediaRequest {
  readonly method: string
  /** The Range header. */
  readonly range: string | undefined
  readonly signal: AbortSignal
}

const STATUS: Readonly<Record<string, number>> = {
  'not-found': 404,
  'bad-argument': 400,
  'bad-media': 422,
  cancelled: 499,
}

/**
 * Answers for `media/<contentId>/<kind>[/<part>]`, with ranges: without them a player cannot seek. Every host sends this.
 */
export async function mediaResponse(
  core: Pick<Core, 'resource'>,
  address: string,
  request: MediaRequest,
): Promise<Response> {
  try {
    const { file, type } = await core.resource(address)
    return await fileResponse(file, type, request)
  } catch (error) {
    const { code, message } = toWireError(error)
    const headers = { 'content-type': 'text/plain; charset=utf-8' }
    return new Response(`${message}\n`, { status: STATUS[code] ?? 500, headers })
  }
}

async function fileResponse(file: string, type: string, request: MediaRequest): Promise<Response> {
  const { size } = await stat(file)
  const range = byteRange(request.range, size)
  const common = {
    'content-type': type,
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
  }
  if (range === 'unsatisfiable') {
    const headers = { ...common, 'content-range': `bytes */${size}` }
    return new Response(null, { status: 416, headers })
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size } : range
  const headers = {
    ...common,
    'content-length': String(end - start),
    ...(range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
  }
  const isEmpty = request.method === 'HEAD' || end === start
  const body = isEmpty ? null : streamOf(file, { start, end }, request.signal)
  return new Response(body, { status: range === 'whole' ? 200 : 206, headers })
}

function streamOf(file: string, range: { start: number; end: number }, signal: AbortSignal) {
  const stream = createReadStream(file, { start: range.start, end: range.end - 1, signal })
  return Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>
}
