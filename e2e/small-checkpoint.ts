import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

interface Key {
  readonly key: string
  readonly shape: readonly number[]
}

/** The released checkpoint's tensors, an eighth as wide and two layers deep: it has the same labels and windows. */
function smallKeys(): Key[] {
  const NARROW = new Map([512, 768].map((width) => [width, 64]))
  for (const [width, narrow] of [
    [2048, 256],
    [3072, 256],
    [1536, 192],
    [2304, 192],
  ] as const)
    NARROW.set(width, narrow)
  const path = join(root, 'test/goldens/full-keys/ucf.json')
  const keys = JSON.parse(readFileSync(path, 'utf8')) as Key[]
  return keys
    .filter(({ key }) => Number(/resblocks\.(\d+)\./.exec(key)?.[1] ?? 0) < 2)
    .map(({ key, shape }) => {
      const narrow = (size: number) =>
        size === 256 && key.startsWith('gc') ? 32 : (NARROW.get(size) ?? size)
      return { key, shape: shape.map(narrow) }
    })
}

export function makeSmallCheckpoint(folder: string): string {
  const [keys, checkpoint] = [join(folder, 'keys.json'), join(folder, 'small.pth')]
  writeFileSync(keys, JSON.stringify(smallKeys()))
  execFileSync(process.execPath, [join(root, 'scripts/make-checkpoint.ts'), keys, checkpoint])
  return checkpoint
}
