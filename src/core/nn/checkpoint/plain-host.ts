import { quote } from '#core/files/quote.ts'
import type { PickleHost } from './pickle-machine.ts'
import { Refusal } from './refusal.ts'

/** For pickles that hold numbers and text only: every name and reference is refused. */
export const PLAIN_HOST: PickleHost = {
  findGlobal(module, name) {
    throw new Refusal(`it names ${quote(`${module}.${name}`)}, where only plain values belong`)
  },
  reduce() {
    throw new Refusal('it calls something, where only plain values belong')
  },
  build() {
    throw new Refusal('it sets the state of an object, where only plain values belong')
  },
  loadPersistent() {
    throw new Refusal('it refers to a storage, where only plain values belong')
  },
}
