import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Bundle,
  type BundleFile,
  bundleSchema,
  type Label,
  MODEL_SCHEMA_VERSION,
} from '#contract/bundle.ts'
import {
  BUNDLE_FILES,
  describeFile,
  IMAGE_TOWERS,
  openBundleFiles,
  readBundleFolder,
} from './bundle-files.ts'

/** What a bundle says of itself beside its files. */
export type BundleFacts = Omit<Bundle, 'schemaVersion' | 'id' | 'files' | 'labels'> & {
  readonly labels: readonly Label[]
}

/** Where a bundle is put together. Nothing lists it, and a killed process's are removed after a day. */
export async function temporaryFolder(modelsFolder: string): Promise<string> {
  await removeLeftovers(modelsFolder)
  const folder = join(modelsFolder, `${TEMPORARY}${randomUUID()}`)
  await mkdir(folder, { recursive: true })
  return folder
}

/**
 * Writes the manifest of a folder with all the parts of a model, and moves it into place under its id. The same parts give
 * the same id: a folder that is there already is replaced when it is damaged and left alone when it is whole.
 */
export async function installBundle(
  folder: string,
  facts: BundleFacts,
  { modelsFolder }: { readonly modelsFolder: string },
): Promise<Bundle> {
  const files = await describeParts(folder)
  const { labels, frameScore, recipe, rule, name } = facts
  const id = bundleId({ files, labels, frameScore, recipe, rule, name })
  const bundle = bundleSchema.parse({ schemaVersion: MODEL_SCHEMA_VERSION, id, ...facts, files })
  const manifest = `${JSON.stringify(bundle, null, 2)}\n`
  await writeFile(join(folder, BUNDLE_FILES.manifest), manifest)
  return await moveIntoPlace(folder, join(modelsFolder, bundle.id), bundle)
}

async function describeParts(folder: string): Promise<BundleFile[]> {
  const imageTowers = Object.values(IMAGE_TOWERS).flatMap((tower) => Object.values(tower))
  const parts = Object.values(BUNDLE_FILES).filter((name) => name !== BUNDLE_FILES.manifest)
  const described = await Promise.all(
    [...imageTowers, ...parts].map((name) =>
      describeFile(join(folder, name), name).catch(ifPresent),
    ),
  )
  return described.filter((file) => file !== undefined)
}

type Identity = Pick<BundleFacts, 'labels' | 'frameScore' | 'recipe' | 'rule' | 'name'> & {
  readonly files: readonly BundleFile[]
}

/** A readable name and enough of a hash that two different models never share it. */
function bundleId(identity: Identity): string {
  const slug = identity.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex')
  return `${slug || 'model'}-${hash.slice(0, 8)}`
}

/** A whole folder of the same id stays as it is: another process may be reading it. */
async function moveIntoPlace(temporary: string, folder: string, bundle: Bundle): Promise<Bundle> {
  const installed = await wholeBundle(folder)
  if (installed) return installed
  const replaced = `${temporary}-replaced`
  await rename(folder, replaced).catch(ifPresent)
  await rename(temporary, folder)
  await rm(replaced, { recursive: true, force: true })
  return bundle
}

async function wholeBundle(folder: string): Promise<Bundle | undefined> {
  try {
    const opened = await readBundleFolder(folder)
    await openBundleFiles(
      opened,
      opened.bundle.files.map(({ name }) => name),
    )
    return opened.bundle
  } catch {
    return undefined // absent or damaged
  }
}

const TEMPORARY = '.importing-'
/** No import takes so long: an older folder was left by one that was killed. */
const LEFT_AFTER_MS = 24 * 3600 * 1000

async function removeLeftovers(modelsFolder: string): Promise<void> {
  const names = await readdir(modelsFolder).catch(() => [])
  for (const name of names.filter((each) => each.startsWith(TEMPORARY))) {
    const path = join(modelsFolder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > LEFT_AFTER_MS)
      await rm(path, { recursive: true, force: true })
  }
}

function ifPresent(error: { readonly code?: string | undefined }): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'not-found') throw error
}
