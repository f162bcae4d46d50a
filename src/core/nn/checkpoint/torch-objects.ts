import { quote } from '#core/files/quote.ts'
import type { PickleHost } from './pickle-machine.ts'
import {
  asKind,
  describe,
  dict,
  type PickleDict,
  type PickleGlobal,
  type PickleStorage,
  type PickleTensor,
  type PickleTuple,
  type PickleValue,
  tuple,
} from './pickle-values.ts'
import { Refusal } from './refusal.ts'
import type { StoredDType } from './stored-tensor.ts'
import { checkView, MOST_DIMENSIONS } from './view-bounds.ts'

/**
 * The names a PyTorch checkpoint may use, and what each becomes. This is the allow-list; anything else is refused
 * where it is named, before it could be called.
 */

const STORAGES: Readonly<Record<string, StoredDType>> = {
  'torch.FloatStorage': 'float32',
  'torch.HalfStorage': 'float16',
  'torch.BFloat16Storage': 'bfloat16',
  'torch.DoubleStorage': 'float64',
  'torch.LongStorage': 'int64',
  'torch.IntStorage': 'int32',
  'torch.ByteStorage': 'uint8',
  'torch.BoolStorage': 'bool',
  // PyTorch 2 writes bytes without a type so.
  'torch.storage.UntypedStorage': 'uint8',
  'torch.UntypedStorage': 'uint8',
}

type Call = (host: TorchHost, args: readonly PickleValue[]) => PickleValue

const CALLS: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': (host, args) => host.makeOrderedDict(args),
  'torch._utils._rebuild_tensor': (host, args) => host.rebuildTensor(args, [4]),
  'torch._utils._rebuild_tensor_v2': (host, args) => host.rebuildTensor(args, [6, 7]),
  'torch._utils._rebuild_parameter': (_, args) => unwrapParameter(args),
  'torch.Size': (_, args) => makeSize(args),
  // A training script that stores `'ap': best_ap` stores NumPy's float64, not Python's. The number is of no use here:
  // its call is checked for shape and its content dropped.
  'numpy.core.multiarray.scalar': (_, args) => dropScalar(args),
  'numpy._core.multiarray.scalar': (_, args) => dropScalar(args),
  'numpy.dtype': (_, args) => dropDtype(args),
  // How protocol 2 writes the bytes of such a scalar.
  '_codecs.encode': (_, args) => dropEncoded(args),
}

const MOST_TENSORS = 20_000
const LONGEST_KEY = 100
const MOST_PAIRS = 100_000

export class TorchHost implements PickleHost {
  /** Every storage the pickle refers to, by its key. */
  readonly storages = new Map<string, PickleStorage>()
  readonly #persistentLength: number
  #tensors = 0
  #pairs = 0

  /** The legacy layout's references have a sixth part. */
  constructor(layout: 'zip' | 'legacy') {
    this.#persistentLength = layout === 'zip' ? 5 : 6
  }

  findGlobal(module: string, name: string): PickleGlobal {
    const full = `${module}.${name}`
    if (!Object.hasOwn(STORAGES, full) && !Object.hasOwn(CALLS, full))
      throw new Refusal(`it names ${quote(full)}, which is not part of a table of weights`)
    return { kind: 'global', name: full }
  }

  reduce(callable: PickleValue, args: PickleValue): PickleValue {
    const called = asKind(callable, 'global')
    if (!called || !Object.hasOwn(CALLS, called.name))
      throw new Refusal(`it calls ${describe(callable)}`)
    const list = asKind(args, 'tuple')
    if (!list) throw new Refusal(`it calls ${called.name} without a tuple of arguments`)
    return CALLS[called.name]!(this, list.items)
  }

  /** A state dict carries its modules' versions (`_metadata`) as object state; they are dropped, like a dtype's. */
  build(target: PickleValue, state: PickleValue): void {
    const isMetadata = asKind(target, 'dict')?.isOrdered && asKind(state, 'dict')
    const isDtype = asKind(target, 'opaque')?.what === DTYPE && asKind(state, 'tuple')
    if (!isMetadata && !isDtype)
      throw new Refusal(`it sets the state of ${describe(target)} to ${describe(state)}`)
  }

  loadPersistent(id: PickleValue): PickleStorage {
    const [tag, type, key, location, count, view, ...rest] = asKind(id, 'tuple')?.items ?? []
    const dtype = STORAGES[asKind(type, 'global')?.name ?? '']
    const isShaped =
      tag === 'storage' &&
      dtype !== undefined &&
      typeof key === 'string' &&
      typeof location === 'string' && // 'cpu', 'cuda:0': where it was, of no use here
      isCount(count) &&
      (view ?? null) === null &&
      rest.length === 0 &&
      asKind(id, 'tuple')?.items.length === this.#persistentLength
    if (!isShaped) throw new Refusal('its reference to a storage has another form than PyTorch’s')
    if (key.length > LONGEST_KEY) throw new Refusal(`a storage key of ${key.length} characters`)
    return this.#remember({ kind: 'storage', key, dtype, count })
  }

  #remember(storage: PickleStorage): PickleStorage {
    const known = this.storages.get(storage.key)
    if (!known) {
      this.storages.set(storage.key, storage)
      return storage
    }
    if (known.dtype !== storage.dtype || known.count !== storage.count)
      throw new Refusal(
        `storage ${quote(storage.key)} is ${known.count} ${known.dtype} and ${storage.count} ${storage.dtype}`,
      )
    return known
  }

  /** (storage, offset, size, stride), and in version 2 (…, requires_grad, backward_hooks[, metadata]). */
  rebuildTensor(args: readonly PickleValue[], lengths: readonly number[]): PickleTensor {
    const storage = asKind(args[0], 'storage')
    const offset = args[1]
    const shape = asCounts(args[2])
    const strides = asCounts(args[3])
    if (!lengths.includes(args.length) || !storage || !isCount(offset) || !shape || !strides)
      throw new Refusal('a tensor is not made of a storage, an offset, a size and strides')
    this.#tensors += 1
    if (this.#tensors > MOST_TENSORS) throw new Refusal(`more than ${MOST_TENSORS} tensors`)
    const tensor: PickleTensor = { kind: 'tensor', storage, offset, shape, strides }
    checkView(tensor)
    return tensor
  }

  /** Without arguments, or as Python 2 wrote it: with a list of pairs. */
  makeOrderedDict(args: readonly PickleValue[]): PickleDict {
    const result = dict(true)
    if (args.length === 0) return result
    const pairs = asKind(args[0], 'list')
    if (args.length > 1 || !pairs)
      throw new Refusal('an OrderedDict is made of something other than a list of pairs')
    // The same list can be passed again and again by a few bytes; each time it is copied.
    this.#pairs += pairs.items.length
    if (this.#pairs > MOST_PAIRS) throw new Refusal(`more than ${MOST_PAIRS} pairs in lists`)
    for (const pair of pairs.items) {
      const items = asKind(pair, 'list')?.items ?? asKind(pair, 'tuple')?.items
      if (items?.length !== 2) throw new Refusal('an OrderedDict is made of things not pairs')
      result.entries.set(items[0]!, items[1]!)
    }
    return result
  }
}

/** (tensor, requires_grad, backward_hooks) */
function unwrapParameter(args: readonly PickleValue[]): PickleTensor {
  const tensor = asKind(args[0], 'tensor')
  if (args.length !== 3 || !tensor) throw new Refusal('a parameter is not made of a tensor')
  return tensor
}

function makeSize(args: readonly PickleValue[]): PickleTuple {
  const sizes = args.length === 1 ? asKind(args[0], 'tuple') : undefined
  // The same tuple can be passed again and again by a few bytes; each time it is looked through.
  if (sizes && sizes.items.length > MOST_DIMENSIONS)
    throw new Refusal(`a torch.Size of ${sizes.items.length} numbers`)
  if (!sizes?.items.every(isCount)) throw new Refusal('a torch.Size is not made of whole numbers')
  return sizes ?? tuple([])
}

const DTYPE = 'a NumPy type'
const ENCODED = 'encoded bytes'

/** (dtype, bytes) */
function dropScalar([dtype, bytes, ...rest]: readonly PickleValue[]): PickleValue {
  const isBytes = bytes instanceof Uint8Array || asKind(bytes, 'opaque')?.what === ENCODED
  if (asKind(dtype, 'opaque')?.what !== DTYPE || !isBytes || rest.length > 0)
    throw new Refusal('a NumPy scalar is not made of a type and bytes')
  return { kind: 'opaque', what: 'a NumPy number' }
}

/** (code, align, copy), such as ('f8', False, True) or, older, ('f8', 0, 1). */
function dropDtype([code, align, copy, ...rest]: readonly PickleValue[]): PickleValue {
  const isNumeric = typeof code === 'string' && /^[biuf][1248]$/.test(code)
  if (!isNumeric || !isFlag(align) || !isFlag(copy) || rest.length > 0)
    throw new Refusal('a NumPy type is not that of a number')
  return { kind: 'opaque', what: DTYPE }
}

/** (text, 'latin1') */
function dropEncoded([text, encoding, ...rest]: readonly PickleValue[]): PickleValue {
  if (typeof text !== 'string' || encoding !== 'latin1' || rest.length > 0)
    throw new Refusal('text is encoded in another way than bytes are in protocol 2')
  return { kind: 'opaque', what: ENCODED }
}

function isFlag(value: PickleValue | undefined): boolean {
  return typeof value === 'boolean' || value === 0 || value === 1
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function asCounts(value: PickleValue | undefined): readonly number[] | undefined {
  const items = asKind(value, 'tuple')?.items
  return items?.every(isCount) ? items : undefined
}
