import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Call } from '#contract/api.ts'
import { FlagreelError, toWireError } from '#contract/errors.ts'
import { type ScreenAnswer, screenCallSchema } from '#contract/screen.ts'

/** Ten thousand decisions take about three megabytes. */
const LARGEST_CALL = 64 * 1024 * 1024

/** One call of the method table. A browser that goes away cancels it. */
export async function answerCall(
  call: Call,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const answer = await answerOf(call, request, gone.signal)
  if (response.destroyed) return
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer))
}

async function answerOf(
  call: Call,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<ScreenAnswer> {
  try {
    const { name, input } = await readCall(request)
    return { ok: true, value: await call(name, input as never, { signal }) }
  } catch (error) {
    return { ok: false, error: toWireError(error) }
  }
}

async function readCall(request: IncomingMessage) {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    bytes += (part as Buffer).length
    if (bytes > LARGEST_CALL)
      throw new FlagreelError('bad-argument', `A call may have ${LARGEST_CALL} bytes at most.`)
    parts.push(part as Buffer)
  }
  try {
    return screenCallSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')))
  } catch (cause) {
    const message = 'This is no call that the app may make.'
    throw new FlagreelError('bad-argument', message, { cause })
  }
}
