import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** What the figures were measured on, and what else it was doing. */
export function describeMachine(): void {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  const load = loadavg()[0]?.toFixed(1)
  console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, ${memory}, load ${load}`)
}

export function printRow(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(44)} ${value.toFixed(1).padStart(8)} ${unit}`)
}

type Limit = { readonly unit: string } & (
  | { readonly most: number; readonly least?: never }
  | { readonly least: number; readonly most?: never }
)

/** Prints a figure with what it has to be; the process ends with 1 when it is not. */
export function checked(what: string, value: number, { unit, most, least }: Limit): void {
  const isMet = most === undefined ? value >= (least ?? 0) : value <= most
  const wanted = most === undefined ? `at least ${least?.toFixed(1)}` : `at most ${most}`
  printRow(what, value, `${unit}  (${wanted}${isMet ? '' : ': MISSED'})`)
  if (!isMet) process.exitCode = 1
}
