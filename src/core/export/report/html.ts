import { plainText } from './plain-text.ts'

/** Text that is HTML already. Everything else is made plain and escaped where it is put in. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type HtmlPart = string | number | Html | null | readonly HtmlPart[]

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
}

export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(strings.map((each, i) => each + textOf(parts[i] ?? null)).join(''))
}

function textOf(part: HtmlPart): string {
  if (part === null) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'object') return part.map(textOf).join('')
  return plainText(String(part)).replace(/[&<>"']/g, (found) => ENTITIES[found]!)
}
