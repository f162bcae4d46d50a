/** Arrays computed the slow and obvious way: what onnxruntime's answers are compared with. */
export interface Plain {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

export function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Every position of a shape, in row-major order. */
export function positions(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((at) => Array.from({ length: size }, (_, i) => [...at, i])),
    [[]],
  )
}

export function at({ shape, data }: Plain, position: readonly number[]): number {
  return data[shape.reduce((offset, size, axis) => offset * size + position[axis]!, 0)]!
}

/** The array whose element at each position is f(position). */
export function fill(shape: readonly number[], f: (position: readonly number[]) => number): Plain {
  return { shape, data: positions(shape).map(f) }
}

/** Element of a broadcast array: axes align at the end, length 1 repeats. */
export function broadcastAt(x: Plain, position: readonly number[]): number {
  const tail = position.slice(position.length - x.shape.length)
  return at(
    x,
    tail.map((i, axis) => (x.shape[axis] === 1 ? 0 : i)),
  )
}

export function zip(f: (...values: number[]) => number, ...arrays: readonly Plain[]): Plain {
  const rank = Math.max(...arrays.map(({ shape }) => shape.length))
  const shape = Array.from({ length: rank }, (_, axis) =>
    Math.max(...arrays.map((array) => array.shape[axis - rank + array.shape.length] ?? 1)),
  )
  return fill(shape, (position) => f(...arrays.map((array) => broadcastAt(array, position))))
}

/** f over all elements along `axes`; the axes stay with length 1 when asked. */
export function reduce(
  x: Plain,
  axes: readonly number[],
  { f, keep }: { f: (values: number[]) => number; keep: boolean },
): Plain {
  const inner = x.shape.map((size, axis) => (axes.includes(axis) ? size : 1))
  const outer = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  const { data } = fill(outer, (base) =>
    f(
      positions(inner).map((offset) =>
        at(
          x,
          base.map((i, axis) => i + offset[axis]!),
        ),
      ),
    ),
  )
  return { shape: keep ? outer : outer.filter((_, axis) => !axes.includes(axis)), data }
}

export function transpose(x: Plain, perm: readonly number[]): Plain {
  const shape = perm.map((axis) => x.shape[axis]!)
  return fill(shape, (position) =>
    at(
      x,
      x.shape.map((_, axis) => position[perm.indexOf(axis)]!),
    ),
  )
}

export function matMul(a: Plain, b: Plain): Plain {
  const left = a.shape.length === 1 ? { ...a, shape: [1, ...a.shape] } : a
  const right = b.shape.length === 1 ? { ...b, shape: [...b.shape, 1] } : b
  const [m, k] = left.shape.slice(-2) as [number, number]
  const n = right.shape.at(-1)!
  const batch = zip(() => 0, ...[left, right].map((x) => zeros(x.shape.slice(0, -2)))).shape
  const product = fill([...batch, m, n], (position) => {
    const lead = position.slice(0, -2)
    const [i, j] = position.slice(-2) as [number, number]
    let sum = 0
    for (let p = 0; p < k; p++)
      sum += batchedAt(left, lead, [i, p]) * batchedAt(right, lead, [p, j])
    return sum
  })
  const shape = [
    ...batch,
    ...(a.shape.length === 1 ? [] : [m]),
    ...(b.shape.length === 1 ? [] : [n]),
  ]
  return { shape, data: product.data }
}

function batchedAt(x: Plain, lead: readonly number[], cell: readonly number[]): number {
  const own = lead.slice(lead.length - (x.shape.length - 2))
  const batch = own.map((i, axis) => (x.shape[axis] === 1 ? 0 : i))
  return at(x, [...batch, ...cell])
}

function zeros(shape: readonly number[]): Plain {
  return { shape, data: new Array<number>(count(shape)).fill(0) }
}
