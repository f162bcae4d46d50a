import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Of the typeface, a file each. */
export const SCRIPTS = ['latin', 'latin-ext', 'greek', 'cyrillic', 'vietnamese'] as const
export type Script = (typeof SCRIPTS)[number]

const { resolve: resolvePackage } = createRequire(import.meta.url)
const read = new Map<Script, Buffer>()

/** The typeface of the app for one script: all weights, as WOFF2. */
export function fontFile(script: Script): Buffer {
  const known = read.get(script)
  if (known) return known
  const name = `@fontsource-variable/inter/files/inter-${script}-wght-normal.woff2`
  const bytes = readFileSync(resolvePackage(name))
  read.set(script, bytes)
  return bytes
}
