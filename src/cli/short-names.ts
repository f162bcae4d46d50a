import { sep } from 'node:path'

/** Each file by its path below the folder that all of them share: two cameras may both have an "0001.mp4". */
export function shortNames(files: readonly string[]): (file: string) => string {
  const [first = [], ...others] = files.map((file) => file.split(sep).slice(0, -1))
  const differs = (part: string, i: number) => others.some((folders) => folders[i] !== part)
  const end = first.findIndex(differs)
  const shared = end === -1 ? first.length : end
  return (file) => file.split(sep).slice(shared).join(sep)
}
