import { type PickleHost, PickleMachine } from './pickle-machine.ts'
import { OPERATIONS, REFUSED_OPERATIONS } from './pickle-operations.ts'
import type { PickleValue } from './pickle-values.ts'
import { Refusal } from './refusal.ts'

/**
 * Reads Python pickles of protocol 2 to 4 as data. A pickle is a program for a small stack machine that can name any
 * function and call it; this machine has only the operations that build data, and asks its host about every name.
 * Format: Python's Lib/pickletools.py.
 */

export const LARGEST_PICKLE = 16 * 1024 * 1024
const MOST_OPERATIONS = 2_000_000

/** The value of the pickle that starts at `start`, and where it ends. Throws `Refusal`. */
export function readPickle(
  bytes: Uint8Array,
  host: PickleHost,
  start = 0,
): { value: PickleValue; end: number } {
  const machine = new PickleMachine(bytes, host, start)
  for (let count = 0; ; count++) {
    const offset = machine.cursor.position
    let name = 'end'
    try {
      if (count === MOST_OPERATIONS) throw new Refusal(`more than ${MOST_OPERATIONS} operations`)
      const code = machine.cursor.uint8()
      name = operationName(code)
      if (code === STOP) return { value: machine.finish(), end: machine.cursor.position }
      if (count === 0 && code !== PROTO) throw new Refusal('it does not start with a protocol')
      const operation = OPERATIONS.get(code)
      if (!operation) throw new Refusal('this operation has no place in a checkpoint')
      operation.run(machine)
    } catch (error) {
      throw locate(error, name, offset)
    }
  }
}

const STOP = 0x2e
const PROTO = 0x80

function operationName(code: number): string {
  if (code === STOP) return 'STOP'
  const known = OPERATIONS.get(code)?.name ?? REFUSED_OPERATIONS.get(code)
  return known ?? `unknown operation 0x${code.toString(16).padStart(2, '0')}`
}

function locate(error: unknown, name: string, offset: number): unknown {
  if (!(error instanceof Refusal)) return error
  return new Refusal(`its pickle is refused at byte ${offset} (${name}): ${error.message}`)
}
