import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Call } from '#contract/api.ts'
import { FlagreelError, toWireError } from '#contract/errors.ts'
import { type ScreenAnswer, screenCallSchema } from '#contract/screen.ts'

/** Ten thousand decisions take about three megabytes. */
const LARGEST_CALL = 64 * 1024 * 1024

/** One call of the method table. */
export function answerCall(
  call: Call,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  return answerWith(response, async (signal) => {
    const { name, input } = await readCall(request)
    if (name === 'models.import')
      throw new FlagreelError('bad-argument', 'The page names no checkpoint: it sends the file.')
    return call(name, input as never, { signal })
  })
}

/** What some work comes to, or why it failed. A browser that goes away cancels it. */
export async function answerWith(
  response: ServerResponse,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const answer = await work(gone.signal).then(
    (value): ScreenAnswer => ({ ok: true, value }),
    (error): ScreenAnswer => ({ ok: false, error: toWireError(error) }),
  )
  if (response.destroyed) return
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer))
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
