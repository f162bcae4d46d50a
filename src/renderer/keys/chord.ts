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

/** A chord as people write it: "Ctrl+Shift+Z". */
export function chordName(chord: string): string {
  const parts = chord.split('+')
  const code = parts.pop() ?? ''
  const name = NAMES[code] ?? code.replace(/^(Key|Digit)(?=.$)/, '').replace(/^Numpad/, 'Num ')
  if (chord === 'Shift+Slash') return '?'
  if (chord === 'Shift+Equal') return '+'
  return [...parts, name].join('+')
}

/** Whether it is a bare key that types a character: those can be switched off (WCAG 2.1.4). */
export function isSingleKey(chord: string): boolean {
  return (
    !/^(Ctrl|Alt)\+/.test(chord) &&
    /(Key.|Digit.|Comma|Period|Slash|Equal|Minus|Bracket\w+)$/.test(chord)
  )
}
