import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const manifest = z.object({
  version: z.string(),
  license: z.string().default('see its files'),
  dependencies: z.record(z.string(), z.string()).default({}),
})

function read(folder: string) {
  return manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
}

/** Build tools leave nothing of themselves in the app; these do. */
const BUILT_IN = [
  '@tanstack/react-query',
  '@tanstack/react-virtual',
  'electron',
  'i18next',
  'lucide-react',
  'react',
  'react-dom',
  'react-i18next',
  'tailwindcss',
  'zustand',
]

/** Flagreel's version, and the packages that a person gets with it, with their licences: for its About. */
export function shippedParts(root: string) {
  const own = read(root)
  const names = [...Object.keys(own.dependencies), ...BUILT_IN].sort()
  const parts = names.map((name) => {
    const { version, license } = read(join(root, 'node_modules', name))
    return { name, version, licence: license }
  })
  return { version: own.version, parts }
}
