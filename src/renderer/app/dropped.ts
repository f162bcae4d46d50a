/** What dropped files are for: a checkpoint is imported, everything else is looked through for videos. */
export interface Dropped<Item> {
  readonly checkpoint: Item | null
  readonly others: readonly Item[]
}

/** The first checkpoint counts: one is imported at a time. */
export function sortDropped<Item extends { readonly name: string }>(
  files: readonly Item[],
): Dropped<Item> {
  const isCheckpoint = ({ name }: Item) => /\.(pth|pt|safetensors)$/i.test(name)
  return {
    checkpoint: files.find(isCheckpoint) ?? null,
    others: files.filter((file) => !isCheckpoint(file)),
  }
}
