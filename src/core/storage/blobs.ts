import { FlagreelError } from '#contract/errors.ts'

/**
 * Number arrays as BLOBs, little-endian as every platform we run on. Reading copies, because SQLite's bytes may start
 * at any address and a typed array may not.
 */
type Numbers = Float32Array | Uint16Array | BigInt64Array

/** The bytes of an array, not copied: bind them before the array changes. */
export function toBlob(values: Numbers): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** Throws FlagreelError `library`, as do the others, when the BLOB does not hold exactly `length` numbers. */
export function float32FromBlob(blob: Uint8Array, length: number): Float32Array {
  return new Float32Array(copyOf(blob, 4 * length))
}

/** Raw float16 bits, see nn/tensor/float16. */
export function float16FromBlob(blob: Uint8Array, length: number): Uint16Array {
  return new Uint16Array(copyOf(blob, 2 * length))
}

export function int64FromBlob(blob: Uint8Array, length: number): BigInt64Array {
  return new BigInt64Array(copyOf(blob, 8 * length))
}

function copyOf(blob: Uint8Array, bytes: number): ArrayBuffer {
  if (blob.byteLength === bytes) return new Uint8Array(blob).buffer
  throw new FlagreelError(
    'library',
    `A stored array is damaged: ${blob.byteLength} bytes, expected ${bytes}.`,
    { hint: 'End every Flagreel process and start again; scan the file again if this comes back.' },
  )
}
