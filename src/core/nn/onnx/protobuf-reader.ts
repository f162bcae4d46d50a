import { FlagreelError } from '#contract/errors.ts'
import type { ByteSource } from './byte-source.ts'

/** A stretch of a source: a message, or the content of a string or bytes field. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

export type Field =
  | { readonly number: number; readonly kind: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly kind: 'bytes'; readonly stretch: Stretch }
  /** fixed32 and fixed64, which no field that we look at uses. */
  | { readonly number: number; readonly kind: 'fixed' }

const VARINT_BYTES = 10

/**
 * Reads protobuf (https://protobuf.dev/programming-guides/encoding/) that may be hostile: nothing is believed that leads
 * outside the enclosing message, nothing recurses, nothing is allocated by a length in the file. Throws `bad-bundle`.
 */
export class ProtobufReader {
  readonly #source: ByteSource
  readonly #file: string

  constructor(source: ByteSource, file: string) {
    this.#source = source
    this.#file = file
  }

  get whole(): Stretch {
    return { start: 0, end: this.#source.size }
  }

  *fields({ start, end }: Stretch): Generator<Field> {
    let at = start
    while (at < end) {
      const tag = this.#varint(at, end)
      at = tag.next
      const number = Number(tag.value >> 3n)
      if (number < 1 || number >= 2 ** 29) throw this.refuse(`field number ${number}`)
      switch (Number(tag.value & 7n)) {
        case 0: {
          const { value, next } = this.#varint(at, end)
          at = next
          yield { number, kind: 'varint', value }
          break
        }
        case 2: {
          const { value, next } = this.#varint(at, end)
          const stretch = { start: next, end: this.#within(next, value, end) }
          at = stretch.end
          yield { number, kind: 'bytes', stretch }
          break
        }
        case 1:
          at = this.#within(at, 8n, end)
          yield { number, kind: 'fixed' }
          break
        case 5:
          at = this.#within(at, 4n, end)
          yield { number, kind: 'fixed' }
          break
        default:
          throw this.refuse('a field of a kind that ONNX does not use')
      }
    }
  }

  /** UTF-8 text of a field, at most `limit` bytes. */
  text(field: Field, limit = 1024): string {
    const { start, end } = this.stretch(field)
    if (end - start > limit) throw this.refuse(`a name of ${end - start} bytes`)
    const bytes = this.#source.read(start, end - start)
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch (cause) {
      throw this.refuse('a name that is not UTF-8', cause)
    }
  }

  stretch(field: Field): Stretch {
    if (field.kind !== 'bytes') throw this.refuse(`field ${field.number} that is not a message`)
    return field.stretch
  }

  /** A varint as int64. */
  integer(field: Field): number {
    if (field.kind !== 'varint') throw this.refuse(`field ${field.number} that is not a number`)
    return this.#safe(field.value)
  }

  refuse(what: string, cause?: unknown): FlagreelError {
    const message = `${this.#file} is not a model file that can be trusted: it has ${what}.`
    return new FlagreelError('bad-bundle', message, cause === undefined ? {} : { cause })
  }

  #safe(value: bigint): number {
    const number = Number(BigInt.asIntN(64, value))
    if (!Number.isSafeInteger(number)) throw this.refuse(`the number ${number}`)
    return number
  }

  #within(at: number, length: bigint, end: number): number {
    if (length > BigInt(end - at)) throw this.refuse('a part that ends behind its end')
    return at + Number(length)
  }

  #varint(at: number, end: number): { value: bigint; next: number } {
    const bytes = this.#source.read(at, Math.min(VARINT_BYTES, end - at))
    let value = 0n
    for (const [i, byte] of bytes.entries()) {
      value |= BigInt(byte & 127) << BigInt(7 * i)
      if (byte < 128) return { value: BigInt.asUintN(64, value), next: at + i + 1 }
    }
    throw this.refuse('a number that does not end')
  }
}
