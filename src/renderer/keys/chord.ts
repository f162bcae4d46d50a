/** The chord of a key press, "Ctrl+Shift+KeyZ"; Command counts as Ctrl. Null while only a modifier is down. */
export function chordOf(
  event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string | null {
  const { code } = event
  if (code === '' || /^(Control|Shift|Alt|Meta)(Left|Right)$/.test(code)) return null
  const ctrl = event.ctrlKey || event.metaKey
  return `${ctrl ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${code}`
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Equal: '=',
  Minus: '-',
  BracketLeft: '[',
  BracketRight: ']',
  NumpadAdd: 'Num +',
  NumpadSubtract: 'Num -',
}

/** What the keys of this keyboard type, by code; null where the browser does not tell. */
export type KeyLabels = ReadonlyMap<string, string> | null

/** What keys without a character are called, where that is not their code. */
export type KeyWords = Readonly<Record<string, string>>

/** A chord as people write it, "Ctrl+Shift+Z", with what is printed on their keys where that is known. */
export function chordName(chord: string, labels: KeyLabels = null, words: KeyWords = {}): string {
  const codes = chord.split('+')
  const code = codes.pop() ?? ''
  const parts = codes.map((modifier) => words[modifier] ?? modifier)
  const label = labels?.get(code)
  const shifted = codes.at(-1) === 'Shift' ? SHIFTED[label ?? NAMES[code] ?? ''] : undefined
  if (shifted) return [...parts.slice(0, -1), shifted].join('+')
  if (label && label.trim() !== '' && !code.startsWith('Numpad'))
    return [...parts, upperCase(label)].join('+')
  const name =
    NAMES[code] ?? words[code] ?? code.replace(/^(Key|Digit)(?=.$)/, '').replace(/^Numpad/, 'Num ')
  return [...parts, name].join('+')
}

/** What people press Shift for. */
const SHIFTED: Readonly<Record<string, string>> = { '/': '?', '=': '+' }

/** As it is printed on a key: "ß" has no capital of one letter. */
function upperCase(label: string): string {
  const upper = label.toUpperCase()
  return upper.length === label.length ? upper : label
}

/** Keys that type a character on some keyboard. */
const TYPING =
  /(?:^|\+)(?:Key.|Digit.|Numpad(?:\d|Add|Subtract|Multiply|Divide|Decimal|Comma|Equal)|Comma|Period|Slash|Equal|Minus|Semicolon|Quote|Backslash|Backquote|Bracket(?:Left|Right)|Intl\w+)$/

/** Whether it is a bare key that types a character: those can be switched off (WCAG 2.1.4). */
export function isSingleKey(chord: string): boolean {
  return !/^(Ctrl|Alt)\+/.test(chord) && TYPING.test(chord)
}
