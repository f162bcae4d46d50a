/**
 * Writes protobuf messages (https://protobuf.dev/programming-guides/encoding/). Nested messages share their parts with
 * their parent, so nothing is copied until the end.
 */
export class ProtobufWriter {
  readonly #parts: Uint8Array[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Varint; negative numbers take ten bytes, as int64 does. */
  integer(field: number, value: number | bigint): this {
    return this.#varint(field << 3).#varint(value)
  }

  float(field: number, value: number): this {
    const bytes = Buffer.alloc(4)
    bytes.writeFloatLE(value)
    return this.#varint((field << 3) | 5).#push(bytes)
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#varint((field << 3) | 2)
      .#varint(value.length)
      .#push(value)
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value))
  }

  message(field: number, value: ProtobufWriter): this {
    this.#varint((field << 3) | 2).#varint(value.size)
    for (const part of value.#parts) this.#push(part)
    return this
  }

  packedIntegers(field: number, values: readonly number[]): this {
    const packed = new ProtobufWriter()
    for (const value of values) packed.#varint(value)
    return this.message(field, packed)
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts, this.#size)
  }

  #varint(value: number | bigint): this {
    let rest = BigInt.asUintN(64, BigInt(value))
    const bytes: number[] = []
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128)
      rest >>= 7n
    }
    return this.#push(Uint8Array.of(...bytes, Number(rest)))
  }

  #push(bytes: Uint8Array): this {
    this.#parts.push(bytes)
    this.#size += bytes.length
    return this
  }
}
