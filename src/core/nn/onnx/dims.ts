/**
 * Arithmetic on tensor dimensions. A dimension is a positive number or a symbol ('n'); products and sums of symbols are
 * kept as text in one canonical form ('197*n', '(n+1)'), so two dimensions are equal exactly when `===` says so.
 */
export type Dim = number | string

const SYMBOL = /^[A-Za-z_][A-Za-z0-9_]*$/

export function isSymbol(text: string): boolean {
  return SYMBOL.test(text)
}

interface Monomial {
  readonly factor: number
  /** Symbols and parenthesised sums, sorted, repeats allowed. */
  readonly symbols: readonly string[]
}

export function product(dims: readonly Dim[]): Dim {
  const parts = dims.map(parse)
  return format({
    factor: parts.reduce((factor, part) => factor * part.factor, 1),
    symbols: parts.flatMap((part) => part.symbols).sort(),
  })
}

/** a / b when that is whole whatever the symbols stand for, else undefined. */
export function quotient(a: Dim, b: Dim): Dim | undefined {
  const left = parse(a)
  const right = parse(b)
  const symbols = [...left.symbols]
  for (const symbol of right.symbols) {
    const at = symbols.indexOf(symbol)
    if (at < 0) return undefined
    symbols.splice(at, 1)
  }
  const factor = left.factor / right.factor
  return Number.isInteger(factor) ? format({ factor, symbols }) : undefined
}

export function sum(dims: readonly Dim[]): Dim {
  const counts = new Map<string, number>()
  for (const { factor, symbols } of dims.map(parse)) {
    const key = symbols.join('*')
    counts.set(key, (counts.get(key) ?? 0) + factor)
  }
  const constant = counts.get('') ?? 0
  counts.delete('')
  if (counts.size === 0) return constant
  const terms = [...counts].sort().map(([key, factor]) => (factor === 1 ? key : `${factor}*${key}`))
  if (constant === 0 && terms.length === 1) return terms[0]!
  const tail = constant === 0 ? '' : constant > 0 ? `+${constant}` : `${constant}`
  return `(${terms.join('+')}${tail})`
}

/**
 * The dimension that two aligned ones broadcast to, undefined when they do not. A symbol goes with itself and with 1
 * only: 'n' beside 5 would run for n = 1 and n = 5 and fail for the rest.
 */
function broadcastDim(a: Dim, b: Dim): Dim | undefined {
  if (a === b || b === 1) return a
  return a === 1 ? b : undefined
}

/** Shapes aligned at their last axis, undefined when they do not go together. */
export function broadcast(a: readonly Dim[], b: readonly Dim[]): readonly Dim[] | undefined {
  const rank = Math.max(a.length, b.length)
  const shape: Dim[] = []
  for (let i = 0; i < rank; i++) {
    const dim = broadcastDim(a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1)
    if (dim === undefined) return undefined
    shape.push(dim)
  }
  return shape
}

function parse(dim: Dim): Monomial {
  if (typeof dim === 'number') return { factor: dim, symbols: [] }
  let factor = 1
  const symbols: string[] = []
  for (const part of splitFactors(dim)) {
    if (/^\d+$/.test(part)) factor *= Number(part)
    else symbols.push(part)
  }
  return { factor, symbols: symbols.sort() }
}

function format({ factor, symbols }: Monomial): Dim {
  if (symbols.length === 0) return factor
  return [...(factor === 1 ? [] : [factor]), ...symbols].join('*')
}

/** At the '*' outside parentheses. */
function splitFactors(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const char of text) {
    if (char === '(') depth++
    if (char === ')') depth--
    if (char === '*' && depth === 0) parts.push('')
    else parts[parts.length - 1] += char
  }
  return parts
}
