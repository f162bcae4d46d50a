import { describe, expect, it } from 'vitest'
import { unescapeHtml } from './html-entities.ts'

describe('unescapeHtml', () => {
  it.each([
    ['fish &amp; chips', 'fish & chips'],
    ['&lt;b&gt; &quot;x&quot;', '<b> "x"'],
    ['&eacute;&Yuml;&euro;&hearts;&diams;&lang;&rang;', 'éŸ€♥♦⟨⟩'],
    ['&Alpha;&omega;&sigmaf;&piv;', 'Αωςϖ'],
    ['&apos;', "'"],
    ['&nbsp;', '\u00a0'],
    ['&yuml;', 'ÿ'],
  ])('resolves the names of HTML 4: %s', (text, expected) => {
    expect(unescapeHtml(text)).toBe(expected)
  })

  it.each([
    ['&#39;&#x27;&#X27;', "'''"],
    ['&#128512;', '😀'],
    ['&#39 no semicolon', "' no semicolon"],
  ])('resolves numbers: %s', (text, expected) => {
    expect(unescapeHtml(text)).toBe(expected)
  })

  it('reads numbers of control characters as browsers do', () => {
    expect(unescapeHtml('&#x80;')).toBe('€')
    expect(unescapeHtml('&#0;')).toBe('\ufffd')
    expect(unescapeHtml('&#xD800;')).toBe('\ufffd')
    expect(unescapeHtml('&#x110000;')).toBe('\ufffd')
    expect(unescapeHtml('a&#1;b&#xFFFE;c')).toBe('abc')
  })

  it('resolves the oldest names without a semicolon, longest first', () => {
    expect(unescapeHtml('a &lt b')).toBe('a < b')
    expect(unescapeHtml('&notanentity;')).toBe('¬anentity;')
    expect(unescapeHtml('&ampere')).toBe('&ere')
  })

  it('leaves everything else as it is written', () => {
    expect(unescapeHtml('AT&T')).toBe('AT&T')
    expect(unescapeHtml('a & b')).toBe('a & b')
    expect(unescapeHtml('&hearts')).toBe('&hearts')
    expect(unescapeHtml('&#; &#x;')).toBe('&#; &#x;')
  })
})
