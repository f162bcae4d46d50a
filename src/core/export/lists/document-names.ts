import { charactersOf, isShort, nameKey, safeStem } from '#core/export/safe-name.ts'

const LONGEST = 60

/**
 * A name for each path that a file system takes on every system: its own without the ending, what is special to any system
 * replaced, cut, and numbered where two are alike (letter case does not tell files apart everywhere).
 */
export function namesOf(paths: readonly string[]): string[] {
  const taken = new Set<string>()
  const numbers = new Map<string, number>()
  return paths.map((path) => {
    const name = safeName(stemOf(path))
    for (let number = (numbers.get(name) ?? 0) + 1; ; number++) {
      const numbered = number === 1 ? name : `${name}-${number}`
      if (taken.has(nameKey(numbered))) continue
      taken.add(nameKey(numbered))
      numbers.set(name, number)
      return numbered
    }
  })
}

/** A path may come from another system than this one: both separators count. */
export function baseOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

export function stemOf(path: string): string {
  return baseOf(path).replace(/(?<=.)\.[^.]*$/, '')
}

function safeName(stem: string): string {
  const characters = charactersOf(stem).slice(0, LONGEST)
  while (!isShort(characters.join(''))) characters.pop()
  return safeStem(characters.join(''), 'video')
}
