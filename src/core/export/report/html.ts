import { visibleText } from '#contract/visible-text.ts'
import { escapeMarkup } from '#core/export/escape-markup.ts'

/** Text that is HTML already. Everything else is made plain and escaped where it is put in. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type HtmlPart = string | number | Html | null | readonly HtmlPart[]

export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.map((each, i) => each + textOf(parts[i] ?? null)).join(''))
}

function textOf(part: HtmlPart): string {
  if (part === null) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(textOf).join('')
  return escapeMarkup(visibleText(String(part)))
}
