import { FlagreelError } from '#contract/errors.ts'
import { charactersOf, isShort, safePart, safeStem } from '#core/export/safe-name.ts'
import { timeText } from '#core/export/times.ts'

/** What a template may name in braces, and what stands there. */
export const TEMPLATE_FIELDS = {
  name: 'the file’s name without its extension',
  index: 'number of the clip in this export, from 001',
  in: 'in-point of the flag since the first frame: 00-01-02.040',
  out: 'its out-point',
  class: 'its class; those of a reel joined by +',
  score: 'its score from 0.00 to 1.00; of a reel the highest of each class, joined by +',
  verdict: 'what was decided: confirmed, dismissed, escalated, unreviewed, or mixed in a reel',
  mode: 'copy or exact',
  content: 'first 8 characters of the content’s id',
} as const satisfies Readonly<Record<string, string>>

export type TemplateField = keyof typeof TEMPLATE_FIELDS
export type TemplateValues = Readonly<Record<TemplateField, string>>

/** Fields that give way when a name gets too long, in this order: what tells clips of one file apart stays. */
const YIELDING: readonly TemplateField[] = ['name', 'class', 'verdict', 'content']

/** Throws `bad-argument` for an empty template and for a field that there is not. */
export function checkTemplate(template: string): void {
  if (template.trim() === '')
    throw new FlagreelError('bad-argument', 'The name template is empty.', { hint: KNOWN })
  for (const [, field = ''] of template.matchAll(/\{([^{}]*)\}/g))
    if (!Object.hasOwn(TEMPLATE_FIELDS, field))
      throw new FlagreelError('bad-argument', `A name template has no field {${field}}.`, {
        hint: KNOWN,
      })
}

const KNOWN = `Fields: ${Object.keys(TEMPLATE_FIELDS)
  .map((field) => `{${field}}`)
  .join(', ')}.`

/** A safe file name without extension, of at most `LONGEST_NAME` bytes. */
export function nameFrom(template: string, values: TemplateValues): string {
  const characters = new Map(
    Object.entries(values).map(([field, value]) => [field, charactersOf(safePart(value))]),
  )
  const render = () =>
    safeStem(
      template.replace(/\{([^{}]*)\}/g, (_, field: string) =>
        (characters.get(field) ?? []).join(''),
      ),
    )
  let name = render()
  for (const field of YIELDING) {
    // One character stays, so that two fields are still two.
    for (let left = characters.get(field)!; !isShort(name) && left.length > 1; name = render()) {
      left = left.slice(0, -1)
      characters.set(field, left)
    }
  }
  return shorten(name)
}

/** Text of the template itself that is too long loses its beginning: counters and times stand at the end. */
function shorten(name: string): string {
  let left = charactersOf(name)
  while (!isShort(left.join(''))) left = left.slice(1)
  return safeStem(left.join(''))
}

/** `00-01-02.040`: Windows has no colons in names. */
export function clockName(seconds: number): string {
  return timeText(seconds).replaceAll(':', '-')
}
