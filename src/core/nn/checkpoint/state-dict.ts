import { quote } from '#core/files/quote.ts'
import {
  asKind,
  describe,
  type PickleDict,
  type PickleTensor,
  type PickleValue,
} from './pickle-values.ts'
import { Refusal } from './refusal.ts'

/** Where training scripts put the model's state dict inside a checkpoint. */
const WRAPPERS = ['model_state_dict', 'state_dict', 'model'] as const
const DEEPEST_WRAPPING = 4
/** What DataParallel puts before every name. */
const PARALLEL_PREFIX = 'module.'
const NAME = /^[^\p{C}]{1,512}$/u

/** The tensors of the state dict inside a checkpoint, by name. Throws `Refusal` when there is none. */
export function findStateDict(root: PickleValue): Map<string, PickleTensor> {
  const table = unwrap(root)
  const tensors = new Map<string, PickleTensor>()
  for (const [key, value] of table.entries) {
    const tensor = asKind(value, 'tensor')
    if (!tensor || typeof key !== 'string') throw refuseEntry(table, key, value)
    addTensor(tensors, key, tensor)
  }
  if (tensors.size === 0) throw new Refusal('its table of weights is empty')
  return tensors
}

function unwrap(root: PickleValue): PickleDict {
  let table = asKind(root, 'dict')
  if (!table) throw new Refusal(`it holds ${describe(root)}, not a table of named weights`)
  for (let depth = 0; depth < DEEPEST_WRAPPING; depth++) {
    const inner = WRAPPERS.map((key) => asKind(table!.entries.get(key), 'dict')).find(Boolean)
    if (!inner) return table
    table = inner
  }
  throw new Refusal(`its table of weights is wrapped more than ${DEEPEST_WRAPPING} times`)
}

function refuseEntry(table: PickleDict, key: PickleValue, value: PickleValue): Refusal {
  const hasTensor = [...table.entries.values()].some((entry) => asKind(entry, 'tensor'))
  const shown = typeof key === 'string' ? quote(key) : describe(key)
  if (hasTensor) return new Refusal(`${shown} in its table of weights is ${describe(value)}`)
  const keys = [...table.entries.keys()].slice(0, 8)
  const names = keys.map((name) => (typeof name === 'string' ? quote(name) : describe(name)))
  return new Refusal(
    `it has no table of weights: neither tensors nor ${WRAPPERS.join(', ')}, but ${names.join(', ')}`,
  )
}

/** The name is what the rest of the program shows and matches, so it must be plain and unique. */
export function addTensor<T>(tensors: Map<string, T>, key: string, tensor: T): void {
  const name = key.startsWith(PARALLEL_PREFIX) ? key.slice(PARALLEL_PREFIX.length) : key
  if (!NAME.test(name)) throw new Refusal(`a tensor is named ${quote(key)}`)
  if (tensors.has(name)) throw new Refusal(`two tensors are named ${quote(name)}`)
  tensors.set(name, tensor)
}
