/**
 * The order people expect of file names: "clip 2" before "clip 10", capitals beside small letters. It depends on no
 * locale and no ICU version, so a queue has the same order on every machine.
 */
export function byNaturalOrder<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  return items
    .map((item) => {
      const name = nameOf(item)
      return { item, name, key: naturalKey(name) }
    })
    .sort((a, b) => compare(a.key, b.key) || compare(a.name, b.name))
    .map(({ item }) => item)
}

/**
 * A text whose plain order is the natural order of the name: each run of digits, without leading zeros, is preceded by
 * its length. The '0' in front keeps numbers where digits sort among other characters.
 */
function naturalKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[0-9]+/g, (digits) => {
      const significant = digits.replace(/^0+(?=[0-9])/, '')
      return `0${String.fromCharCode(significant.length)}${significant}`
    })
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
