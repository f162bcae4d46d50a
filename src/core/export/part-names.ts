import { extname } from 'node:path'
import { stemOf } from './lists/document-names.ts'

/** `flags-2.edl` beside `flags.edl`; a part of null is the one that is named as it was asked. */
export function nameOfPart(name: string, part: string | null): string {
  return part === null ? name : `${stemOf(name)}-${part}${extname(name)}`
}

/** Whether a file beside an export of this name may be a part of it. */
export function isPartName(file: string, name: string): boolean {
  return file === name || (file.startsWith(`${stemOf(name)}-`) && extname(file) === extname(name))
}
