import { z } from 'zod'
import { api, type MethodName } from './api.ts'
import type { WireError } from './errors.ts'
import type { CoreEvent } from './events.ts'

/**
 * What crosses the border to a screen. Only these methods do: the others take paths and write files, which a window or a
 * browser has no business with.
 */
const NOUNS = ['library', 'queue', 'review', 'playback', 'settings', 'models', 'doctor', 'export']

/** They write and read where their caller says. */
const NEVER: readonly string[] = [
  'export.write',
  'export.plan',
  'export.verify',
] satisfies MethodName[]

/** In its own window only dialogs and drops name a path; in a browser a person has to type it. */
const WITH_PATHS: readonly MethodName[] = ['library.add', 'models.import']

export function takesPath(name: MethodName): boolean {
  return WITH_PATHS.includes(name)
}

function isScreenMethod(name: string): name is MethodName {
  const isKnown = Object.hasOwn(api, name) && !NEVER.includes(name)
  return isKnown && NOUNS.includes(name.split('.')[0] ?? '')
}

export const screenCallSchema = z.object({
  name: z.string().refine(isScreenMethod, 'a method that screens may call'),
  input: z.unknown(),
})

export type ScreenAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError }

const TYPES: ReadonlySet<CoreEvent['type']> = new Set<CoreEvent['type']>([
  'changed',
  'job-progress',
  'proxy-progress',
  'adding',
  'import-progress',
  'export-progress',
])

/** Events without paths. */
export function isForScreens(event: CoreEvent): boolean {
  return TYPES.has(event.type)
}
