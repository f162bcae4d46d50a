/// <reference types="vite/client" />

/** Of Flagreel, from package.json. */
declare const __VERSION__: string
/** The packages that are shipped with it, with their licences. */
declare const __PARTS__: readonly {
  readonly name: string
  readonly version: string
  readonly licence: string
}[]
