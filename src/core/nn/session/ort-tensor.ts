import type { Tensor as OrtTensor } from 'onnxruntime-node'
import { FlagreelError } from '#contract/errors.ts'
import { type DType, ITEM_SIZE, type Tensor, tensor, viewBytes } from '#core/nn/tensor/tensor.ts'

/**
 * A plain object in the shape of onnxruntime's Tensor. Not `new Tensor`: where Float16Array exists that class turns
 * float16 bits into one, and onnxruntime-node 1.30 reads a Float16Array as empty.
 */
export function toOrtTensor({ dtype, shape, data }: Tensor): OrtTensor {
  return { type: dtype, dims: shape, data, location: 'cpu' } as unknown as OrtTensor
}

/** float16 comes back as its bits. Throws `inference` for an element type that we do not handle. */
export function fromOrtTensor(name: string, { type, dims, data }: OrtTensor): Tensor {
  if (!isDType(type) || !ArrayBuffer.isView(data)) {
    throw new FlagreelError(
      'inference',
      `The output ${name} has the type ${type}, which is not handled.`,
    )
  }
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return tensor(type, [...dims], viewBytes(type, bytes))
}

function isDType(type: string): type is DType {
  return Object.hasOwn(ITEM_SIZE, type)
}
