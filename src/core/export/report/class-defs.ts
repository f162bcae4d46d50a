import { PATTERN_INK } from '#contract/class-look.ts'
import { PATTERN_LINE, PATTERN_PATHS, TILE } from './class-patterns.ts'
import type { ClassView } from './describe.ts'
import { type Html, html } from './html.ts'

/** Names a class's pattern in the document. */
export type FillOf = (id: string) => string

/** Patterns of the classes, once for the whole document. */
export function classDefs(ids: readonly string[], classOf: (id: string) => ClassView) {
  const names = new Map(ids.map((id, i) => [id, `class-${i}`]))
  const patterns = ids.map((id, i) => {
    const { hue, pattern } = classOf(id)
    return html`<pattern id="class-${i}" width="${TILE}" height="${TILE}" patternUnits="userSpaceOnUse"><rect width="${TILE}" height="${TILE}" fill="${hue}"/><path d="${PATTERN_PATHS[pattern]}" fill="none" stroke="${PATTERN_INK}" stroke-width="${PATTERN_LINE}" stroke-linecap="round"/></pattern>`
  })
  const fillOf: FillOf = (id) => `url(#${names.get(id) ?? 'none'})`
  return {
    fillOf,
    defs: html`<svg class="defs" width="0" height="0" aria-hidden="true"><defs>${patterns}</defs></svg>\n`,
  }
}

/** Hue and pattern of a class with its code on a white plate, beside its name. */
export function swatch(code: string, fill: string): Html {
  return html`<svg class="swatch" viewBox="0 0 34 18" aria-hidden="true"><rect x=".5" y=".5" width="33" height="17" rx="2.5" fill="${fill}" class="edge"/><rect x="7.5" y="2.5" width="19" height="13" rx="2" fill="#fff"/><text x="17" y="12.6" text-anchor="middle" class="code">${code}</text></svg>`
}
