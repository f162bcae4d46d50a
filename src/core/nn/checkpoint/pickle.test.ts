import { describe, expect, it } from 'vitest'
import { op, pickle, pickleOf } from '#test/support/pickle-writer.ts'
import { readPickle } from './pickle.ts'
import { asKind, type PickleDict, type PickleList } from './pickle-values.ts'
import { PLAIN_HOST } from './plain-host.ts'
import { Refusal } from './refusal.ts'
import { TorchHost } from './torch-objects.ts'

function read(bytes: Uint8Array) {
  return readPickle(bytes, new TorchHost('zip')).value
}

function refusalOf(bytes: Uint8Array): string {
  try {
    read(bytes)
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
  return 'accepted'
}

/** Bytes Python itself wrote. */
const FROM_PYTHON = {
  // pickle.dumps([None, True, False, 0, 255, 256, -1, 2**31, -2**63, 2**70, 1.5, "é", b"\x00\xff"], 4)
  values:
    '80049543000000000000005d94284e88894b004bff4d00014affffffff8a0500000080008a0800000000000000808a09000000000000000040473ff80000000000008c02c3a994430200ff94652e',
}

describe('reading values', () => {
  it('reads what Python wrote: None, truth, whole numbers of any size, fractions, text, bytes', () => {
    const list = asKind(read(Buffer.from(FROM_PYTHON.values, 'hex')), 'list')
    expect(list?.items).toEqual([
      ...[null, true, false, 0, 255, 256, -1, 2 ** 31, -(2n ** 63n), 2n ** 70n, 1.5, 'é'],
      Buffer.from([0, 255]),
    ])
  })

  it('reads nested containers', () => {
    const value = read(pickle(op.dict([op.text('a'), op.list(op.int(1), op.tuple(op.none))])))
    const list = asKind(asKind(value, 'dict')?.entries.get('a'), 'list')
    expect(list?.items).toEqual([1, { kind: 'tuple', items: [null] }])
  })

  it('shares what the memo shares', () => {
    const list = read(
      pickle(op.list(op.emptyList, op.put(7), op.get(7), op.emptyDict, op.memoize, op.get(1))),
    ) as PickleList
    expect(list.items[0]).toBe(list.items[1])
    expect(list.items[2]).toBe(list.items[3])
  })

  it('reads a list that contains itself', () => {
    const list = read(pickle(op.emptyList, op.put(0), op.get(0), op.append)) as PickleList
    expect(list.items[0]).toBe(list)
  })

  it('reads the text and the ordered pairs of Python 2', () => {
    const pairs = op.list(op.list(op.oldText('b'), op.int(1)), op.list(op.oldText('a'), op.int(2)))
    const value = read(pickle(op.call(op.global('collections', 'OrderedDict'), pairs)))
    expect([...(value as PickleDict).entries]).toEqual([
      ['b', 1],
      ['a', 2],
    ])
  })

  it('says where a pickle ends, so that the next can follow', () => {
    const bytes = Buffer.concat([pickle(op.int(1)), pickle(op.int(2))])
    const first = readPickle(bytes, PLAIN_HOST)
    expect(readPickle(bytes, PLAIN_HOST, first.end)).toEqual({ value: 2, end: bytes.length })
  })
})

describe('names and calls', () => {
  const command = op.text('touch /tmp/owned')
  it.each([
    ['os.system', op.global('os', 'system')],
    ['posix.system', op.global('posix', 'system')],
    ['builtins.eval', op.global('builtins', 'eval')],
    ['__builtin__.getattr', op.global('__builtin__', 'getattr')],
    ['collections.OrderedDict.fromkeys', op.global('collections', 'OrderedDict.fromkeys')],
    ['collections.__builtins__', op.global('collections', '__builtins__')],
    ['torch.load', op.global('torch', 'load')],
    [
      'torch._utils._rebuild_tensor_v2.__globals__',
      op.global('torch._utils._rebuild_tensor_v2', '__globals__'),
    ],
    ['torch.hasOwnProperty', op.global('torch', 'hasOwnProperty')],
    ['.__proto__', op.global('', '__proto__')],
    ['numpy.ndarray', op.global('numpy', 'ndarray')],
  ])('refuses %s where it is named, with the operation and its byte', (name, global) => {
    expect(refusalOf(pickle(global, command, op.tuple1, op.reduce))).toBe(
      `its pickle is refused at byte 2 (GLOBAL): it names "${name}", which is not part of a table of weights`,
    )
  })

  it('refuses a name put together on the stack', () => {
    const bytes = pickleOf(4, op.text('os'), op.text('system'), op.stackGlobal, command, op.tuple1)
    expect(refusalOf(bytes)).toMatch(/at byte 20 \(STACK_GLOBAL\): it names "os.system"/)
  })

  it('refuses a name that is not text', () => {
    expect(refusalOf(pickleOf(4, op.int(1), op.text('a'), op.stackGlobal))).toContain('not text')
  })

  it('refuses a forbidden name deep inside an allowed call', () => {
    const inner = op.call(op.global('nt', 'system'), command)
    const outer = op.call(op.global('collections', 'OrderedDict'), op.list(op.tuple(inner, inner)))
    expect(refusalOf(pickle(outer))).toContain('(GLOBAL): it names "nt.system"')
  })

  it.each([
    ['text', op.text('os.system')],
    ['a dict', op.emptyDict],
    ['the name torch.FloatStorage', op.global('torch', 'FloatStorage')],
  ])('refuses to call %s', (what, callable) => {
    expect(refusalOf(pickle(op.call(callable, command)))).toMatch(
      new RegExp(`\\(REDUCE\\): it calls ${what}$`),
    )
  })

  it('refuses a call whose arguments are no tuple', () => {
    const bytes = pickle(op.global('collections', 'OrderedDict'), op.emptyList, op.reduce)
    expect(refusalOf(bytes)).toContain('without a tuple')
  })

  it('refuses to set the state of anything but a state dict', () => {
    expect(refusalOf(pickle(op.emptyDict, op.emptyDict, op.build))).toContain('(BUILD)')
    const size = op.call(op.global('torch', 'Size'), op.tuple(op.int(1)))
    expect(refusalOf(pickle(size, op.emptyDict, op.build))).toContain('(BUILD)')
    const ordered = op.call(op.global('collections', 'OrderedDict'))
    expect(refusalOf(pickle(ordered, op.text('x'), op.build))).toContain('(BUILD)')
  })

  it('drops the state of a state dict', () => {
    const ordered = op.call(op.global('collections', 'OrderedDict'))
    const state = op.dict([op.text('__class__'), op.text('os')])
    expect(read(pickle(ordered, state, op.build))).toMatchObject({ kind: 'dict', isOrdered: true })
  })

  it('lets plain pickles name nothing at all', () => {
    const bytes = pickle(op.global('collections', 'OrderedDict'))
    expect(() => readPickle(bytes, PLAIN_HOST)).toThrow('only plain values belong')
  })
})

describe('operations', () => {
  it.each([
    ['INST', 0x69],
    ['OBJ', 0x6f],
    ['NEWOBJ', 0x81],
    ['NEWOBJ_EX', 0x92],
    ['EXT1', 0x82],
    ['EXT2', 0x83],
    ['EXT4', 0x84],
    ['PERSID', 0x50],
    ['INT', 0x49],
    ['STRING', 0x53],
    ['GET', 0x67],
    ['DUP', 0x32],
    ['POP', 0x30],
    ['EMPTY_SET', 0x8f],
    ['NEXT_BUFFER', 0x97],
    ['unknown operation 0xff', 0xff],
    ['unknown operation 0x00', 0x00],
  ])('refuses %s by name', (name, code) => {
    expect(refusalOf(pickle(op.none, op.code(code)))).toBe(
      `its pickle is refused at byte 3 (${name}): this operation has no place in a checkpoint`,
    )
  })

  it.each([0, 1, 5, 255])('refuses protocol %i', (protocol) => {
    expect(refusalOf(pickleOf(protocol, op.none))).toContain(`(PROTO): protocol ${protocol}`)
  })

  it('refuses a pickle that states no protocol', () => {
    expect(refusalOf(Buffer.concat([op.none, op.code(0x2e)]))).toContain('start with a protocol')
  })

  it.each([
    ['an empty stack', pickle(op.append)],
    ['nothing to return', pickle()],
    ['values left over', pickle(op.none, op.none)],
    ['a mark left open', pickle(op.mark, op.none)],
    ['a missing mark', pickle(op.none, op.tupleFromMark)],
    ['taking what lies below a mark', pickle(op.none, op.mark, op.tuple1, op.tupleFromMark)],
    ['a memo never set', pickle(op.get(3))],
    ['items for a tuple', pickle(op.emptyTuple, op.none, op.append)],
    ['entries for a list', pickle(op.emptyList, op.none, op.none, op.setItem)],
    ['a key without a value', pickle(op.emptyDict, op.mark, op.none, op.setItems)],
    ['text that is not UTF-8', pickle(Uint8Array.of(0x8c, 1, 0xff))],
    ['a name without an end', pickle(Buffer.from(`c${'x'.repeat(2000)}`))],
    ['a reference to nothing', pickle(op.none, op.persistent)],
    ['a frame beyond the end', pickle(Uint8Array.of(0x95, 9, 0, 0, 0, 0, 0, 0, 0))],
  ])('refuses %s', (_, bytes) => {
    expect(refusalOf(bytes)).toMatch(/^its pickle is refused at byte \d+ /)
  })

  it('refuses a pickle cut anywhere', () => {
    const whole = Buffer.from(FROM_PYTHON.values, 'hex')
    for (let length = 0; length < whole.length; length++)
      expect(refusalOf(whole.subarray(0, length)), `cut to ${length}`).not.toBe('accepted')
  })
})

describe('bombs', () => {
  function repeated(count: number, ...parts: Uint8Array[]): Uint8Array {
    return Buffer.alloc(Buffer.concat(parts).length * count, Buffer.concat(parts))
  }

  it.each([
    ['a huge whole number', pickle(Uint8Array.of(0x8b, 0xff, 0xff, 0xff, 0x7f)), 'whole number of'],
    ['text of 4 GB', pickle(Uint8Array.of(0x58, 0xff, 0xff, 0xff, 0xff)), 'text of 4294967295'],
    [
      'text of 2^64 bytes',
      pickle(Uint8Array.of(0x8d, ...Array<number>(8).fill(0xff))),
      'text of 18446744073709552000',
    ],
    ['deep nesting by marks', pickle(repeated(1_000_000, op.mark)), 'nested deeper'],
    ['deep nesting by lists', pickle(repeated(1_000_000, op.emptyList)), 'on the stack'],
    ['a tall stack', pickle(repeated(1_000_000, op.none)), 'on the stack'],
    [
      'millions of dictionaries',
      pickle(op.emptyList, repeated(900_000, op.emptyDict, op.append)),
      'more than 250000 objects',
    ],
    [
      'millions of operations',
      pickle(op.emptyList, repeated(1_500_000, op.none, op.append)),
      'more than 2000000 operations',
    ],
    [
      'a memo of everything',
      pickleOf(4, op.none, repeated(1_000_000, op.memoize)),
      'more than 500000 memo',
    ],
    [
      'one list copied again and again',
      pickle(
        op.emptyList,
        op.put(0),
        op.mark,
        repeated(30_000, op.tuple(op.text('key'), op.none)),
        op.appends,
        op.emptyTuple,
        op.global('collections', 'OrderedDict'),
        op.put(1),
        repeated(10_000, op.get(1), op.get(0), op.tuple1, op.reduce),
      ),
      'more than 100000 pairs',
    ],
  ])('refuses %s', (_, bytes, reason) => {
    expect(refusalOf(bytes)).toContain(reason)
  })

  it('doubles a list thirty times without growing: copies are references', () => {
    const doubling = Array.from({ length: 30 }, (_, i) => [
      ...[op.get(i), op.put(100), op.get(i), op.tuple2, op.put(i + 1)],
    ]).flat()
    const bytes = pickle(op.emptyList, op.mark, op.emptyTuple, op.put(0), ...doubling, op.appends)
    expect(asKind(read(bytes), 'list')?.items).toHaveLength(31)
  })
})
