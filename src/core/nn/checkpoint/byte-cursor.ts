import { Refusal } from './refusal.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LONGEST_LINE = 512

/** Reads a byte array front to back; little-endian. Every read is checked against the end and throws `Refusal` there. */
export class ByteCursor {
  position: number
  readonly #bytes: Uint8Array
  readonly #view: DataView

  constructor(bytes: Uint8Array, position = 0) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.position = position
  }

  get remaining(): number {
    return this.#bytes.length - this.position
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1))
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true)
  }

  /** Rounded above 2^53, where every use is over its limit anyway. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#advance(8), true))
  }

  /** Big-endian: the one number pickle stores so. */
  float64BigEndian(): number {
    return this.#view.getFloat64(this.#advance(8), false)
  }

  /** A view, not a copy. */
  take(length: number): Uint8Array {
    const start = this.#advance(length)
    return this.#bytes.subarray(start, start + length)
  }

  text(length: number): string {
    try {
      return utf8.decode(this.take(length))
    } catch (error) {
      if (error instanceof Refusal) throw error
      throw new Refusal('its text is not UTF-8')
    }
  }

  latin1(length: number): string {
    return Buffer.from(this.take(length)).toString('latin1')
  }

  /** Text up to a newline, without it. */
  line(): string {
    const end = this.#bytes.subarray(this.position, this.position + LONGEST_LINE).indexOf(0x0a)
    if (end < 0) throw new Refusal(`a name does not end within ${LONGEST_LINE} bytes`)
    const line = this.text(end)
    this.position += 1
    return line
  }

  #advance(length: number): number {
    if (length > this.remaining)
      throw new Refusal(`it ends too early: ${length} bytes wanted, ${this.remaining} left`)
    const start = this.position
    this.position += length
    return start
  }
}
