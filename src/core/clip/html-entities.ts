/**
 * Character references as Python's `html.unescape` resolves them, which CLIP's tokenizer applies twice to every text.
 * Known names: the 252 of HTML 4 and `apos`. Other HTML 5 names stay as they are written.
 * Source: HTML Living Standard, "Named character references" and "Numeric character reference end state".
 */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]{0,31};?)/g, resolve)
}

function resolve(whole: string, body: string): string {
  if (body.startsWith('#')) return numeric(body) ?? whole
  if (body.endsWith(';')) {
    const exact = NAMED.get(body.slice(0, -1))
    if (exact !== undefined) return exact
  }
  // Without its semicolon only a name of the first HTML versions counts, and then as the longest such prefix.
  for (let length = body.length; length > 1; length--) {
    const name = body.slice(0, length)
    if (LEGACY.has(name)) return NAMED.get(name)! + body.slice(length)
  }
  return whole
}

function numeric(body: string): string | undefined {
  const digits = body.slice(1).replace(';', '')
  const code = /^[xX]/.test(digits)
    ? Number.parseInt(digits.slice(1), 16)
    : Number.parseInt(digits, 10)
  if (code in WINDOWS_1252) return WINDOWS_1252[code]!
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd'
  if (isDropped(code)) return ''
  return String.fromCodePoint(code)
}

/** Control characters and noncharacters that a numeric reference may not name: they vanish. */
function isDropped(code: number): boolean {
  if (code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d) return false
  const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f)
  return isControl || (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe
}

/** Numeric references 0x80 to 0x9F mean Windows-1252, as browsers always read them. */
export const WINDOWS_1252: Readonly<Record<number, string>> = Object.fromEntries(
  [...'€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'].map((character, i) => [
    0x80 + i,
    character,
  ]),
)

// Names of U+00A0 to U+00FF in order: the part of HTML 4 that is Latin-1.
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para ' +
  'middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave ' +
  'Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc ' +
  'Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc ' +
  'iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'

// Names in the order of their characters.
const GREEK =
  'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi ' +
  'Omega alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon ' +
  'phi chi psi omega thetasym upsih piv'
const GREEK_CHARACTERS = 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωϑϒϖ'
const SYMBOLS =
  'OElig oelig Scaron scaron Yuml fnof circ tilde ensp emsp thinsp zwnj zwj lrm rlm ndash mdash lsquo rsquo sbquo ldquo ' +
  'rdquo bdquo dagger Dagger bull hellip permil prime Prime lsaquo rsaquo oline frasl euro image weierp real trade alefsym ' +
  'larr uarr rarr darr harr crarr lArr uArr rArr dArr hArr forall part exist empty nabla isin notin ni prod sum minus ' +
  'lowast radic prop infin ang and or cap cup int there4 sim cong asymp ne equiv le ge sub sup nsub sube supe oplus otimes ' +
  'perp sdot lceil rceil lfloor rfloor lang rang loz spades clubs hearts diams'
const SYMBOL_CHARACTERS =
  'ŒœŠšŸƒˆ˜\u2002\u2003\u2009\u200c\u200d\u200e\u200f–—‘’‚“”„†‡•…‰′″‹›‾⁄€ℑ℘ℜ™ℵ←↑→↓↔↵⇐⇑⇒⇓⇔∀∂∃∅∇∈∉∋∏∑−∗√∝∞∠∧∨∩∪∫∴∼≅≈≠≡≤≥⊂⊃⊄⊆⊇⊕⊗⊥⋅⌈⌉⌊⌋⟨⟩◊♠♣♥♦'
const MARKUP: readonly (readonly [string, string])[] = [
  ['amp', '&'],
  ['AMP', '&'],
  ['lt', '<'],
  ['LT', '<'],
  ['gt', '>'],
  ['GT', '>'],
  ['quot', '"'],
  ['QUOT', '"'],
  ['COPY', '©'],
  ['REG', '®'],
]

const latin1Names = LATIN_1.split(' ')
const NAMED: ReadonlyMap<string, string> = new Map([
  ...MARKUP,
  ['apos', "'"],
  ...latin1Names.map((name, i) => [name, String.fromCodePoint(0xa0 + i)] as const),
  ...pairs(GREEK, GREEK_CHARACTERS),
  ...pairs(SYMBOLS, SYMBOL_CHARACTERS),
])
const LEGACY: ReadonlySet<string> = new Set([...MARKUP.map(([name]) => name), ...latin1Names])

function pairs(names: string, characters: string): (readonly [string, string])[] {
  const list = [...characters]
  return names.split(' ').map((name, i) => [name, list[i]!] as const)
}
