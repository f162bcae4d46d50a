import { ByteCursor } from './byte-cursor.ts'
import type { PickleGlobal, PickleValue } from './pickle-values.ts'
import { Refusal } from './refusal.ts'

const MOST_OBJECTS = 250_000
const MOST_MEMOS = 500_000
const LARGEST_STACK = 100_000
const DEEPEST_NESTING = 1_000

/** Decides what names, calls and outside references mean. Each method throws `Refusal` for what it does not know. */
export interface PickleHost {
  findGlobal(module: string, name: string): PickleGlobal
  reduce(callable: PickleValue, args: PickleValue): PickleValue
  build(target: PickleValue, state: PickleValue): void
  loadPersistent(id: PickleValue): PickleValue
}

/** The stack machine's state. Operations change it through these methods, which hold the limits. */
export class PickleMachine {
  readonly cursor: ByteCursor
  readonly host: PickleHost
  readonly #stack: PickleValue[] = []
  /** Stack heights at the open marks. Nothing below the last one may be popped. */
  readonly #marks: number[] = []
  readonly #memo = new Map<number, PickleValue>()
  #made = 0

  constructor(bytes: Uint8Array, host: PickleHost, start: number) {
    this.cursor = new ByteCursor(bytes, start)
    this.host = host
  }

  push(value: PickleValue): void {
    if (this.#stack.length === LARGEST_STACK)
      throw new Refusal(`more than ${LARGEST_STACK} values on the stack`)
    this.#stack.push(value)
  }

  /** Pushes what was just made. Objects are counted: an empty dictionary costs one byte of pickle, but 200 of memory. */
  pushNew(value: PickleValue): void {
    this.#made += 1
    if (this.#made > MOST_OBJECTS) throw new Refusal(`more than ${MOST_OBJECTS} objects`)
    this.push(value)
  }

  pop(): PickleValue {
    const value = this.top()
    this.#stack.pop()
    return value
  }

  top(): PickleValue {
    const floor = this.#marks.at(-1) ?? 0
    if (this.#stack.length <= floor) throw new Refusal('nothing is on the stack')
    return this.#stack.at(-1)!
  }

  mark(): void {
    if (this.#marks.length === DEEPEST_NESTING)
      throw new Refusal(`nested deeper than ${DEEPEST_NESTING}`)
    this.#marks.push(this.#stack.length)
  }

  popToMark(): PickleValue[] {
    const height = this.#marks.pop()
    if (height === undefined) throw new Refusal('no mark is set')
    return this.#stack.splice(height)
  }

  memoize(index = this.#memo.size): void {
    if (this.#memo.size === MOST_MEMOS) throw new Refusal(`more than ${MOST_MEMOS} memo entries`)
    this.#memo.set(index, this.top())
  }

  recall(index: number): PickleValue {
    const value = this.#memo.get(index)
    if (value === undefined) throw new Refusal(`memo ${index} was never set`)
    return value
  }

  findGlobal(module: PickleValue, name: PickleValue): PickleGlobal {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw new Refusal('the name of a global is not text')
    return this.host.findGlobal(module, name)
  }

  finish(): PickleValue {
    const value = this.pop()
    if (this.#stack.length > 0 || this.#marks.length > 0)
      throw new Refusal('it ends with values left on the stack')
    return value
  }
}
