import type { LibraryEntry } from '#contract/library.ts'

/** Entries whose name, folder or a flagged class contains every word. */
export function filterEntries(
  entries: readonly LibraryEntry[],
  query: string,
): readonly LibraryEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries
  return entries.filter(({ name, folder, flags }) => {
    const text = [name, folder, ...Object.keys(flags?.byClass ?? {})].join('\n').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
