/** What a class is recognised by: the hue of its family, and a pattern within that. Its two-letter code stands beside. */
export interface ClassLook {
  /** #rrggbb */
  readonly hue: string
  readonly pattern: Pattern
}

export interface LookedAt {
  readonly id: string
  readonly prompt?: string
}

/** Okabe and Ito's hues, which people with any colour vision tell apart. */
const HUES = ['#d55e00', '#e69f00', '#009e73', '#0072b2', '#cc79a7', '#56b4e9', '#f0e442'] as const
/** The normal class, and what no label set knows. */
const GREY = '#999999'

/** Families by the words of a label's id and prompt; the first that fits. */
const FAMILIES: readonly (readonly [RegExp, (typeof HUES)[number]])[] = [
  [/\b(arson|fires?|flames?|burning|smoke|explo\w*|blast\w*|bomb\w*)\b/, HUES[1]],
  [
    /\b(burgl\w*|robb\w*|shoplift\w*|steal\w*|stolen|thie\w*|theft|loot\w*|vandal\w*|graffiti|damag\w*|trespass\w*|break(ing)? in)\b/,
    HUES[2],
  ],
  [
    /\b(roads?|traffic|cars?|vehicles?|trucks?|bus|motorcycles?|bicycles?|crash\w*|collision\w*|accidents?|jaywalk\w*)\b/,
    HUES[3],
  ],
  [/\b(arrest\w*|police|riot\w*|protest\w*|crowd\w*|panic\w*|stampede\w*)\b/, HUES[4]],
  [/\b(fall(s|ing|en)?|faint\w*|injur\w*|drown\w*|collaps\w*|medical|unconscious)\b/, HUES[5]],
  [
    /\b(abus\w*|assault\w*|attack\w*|beat\w*|fight\w*|gun\w*|firearms?|hit(s|ting)?|kick\w*|kill\w*|knife|knives|murder\w*|punch\w*|shoot\w*|shot|stab\w*|violen\w*|weapons?)\b/,
    HUES[0],
  ],
]

/** More than any family of the known label sets has classes. */
const PATTERNS = ['solid', 'rising', 'dots', 'bars', 'falling', 'rows', 'grid', 'lattice'] as const
export type Pattern = (typeof PATTERNS)[number]

/** Ink of the patterns; on every hue it leaves the hue recognisable. */
export const PATTERN_INK = 'rgb(0 0 0 / 0.55)'

const known = new WeakMap<readonly LookedAt[], readonly ClassLook[]>()

/**
 * The look of each label of a set, the normal class first. Those of one hue differ in their pattern, up to eight of
 * them; a label of no known family takes its hue from its place, and so keeps it.
 */
export function looksOf(labels: readonly LookedAt[]): readonly ClassLook[] {
  const found = known.get(labels)
  if (found) return found
  const used = new Map<string, number>()
  const looks = labels.map((label, index): ClassLook => {
    if (index === 0) return { hue: GREY, pattern: 'solid' }
    const hue = familyHue(label) ?? HUES[(index - 1) % HUES.length]!
    const count = used.get(hue) ?? 0
    used.set(hue, count + 1)
    return { hue, pattern: PATTERNS[count % PATTERNS.length]! }
  })
  known.set(labels, looks)
  return looks
}

export function lookOf(labels: readonly LookedAt[], id: string): ClassLook {
  return looksOf(labels)[labels.findIndex((label) => label.id === id)] ?? UNKNOWN
}

export const UNKNOWN: ClassLook = { hue: GREY, pattern: 'solid' }

function familyHue({ id, prompt = '' }: LookedAt): string | undefined {
  const words = `${id.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')} ${prompt}`
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
  return FAMILIES.find(([pattern]) => pattern.test(words))?.[1]
}
