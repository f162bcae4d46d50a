import { dressPerson, type PersonLook } from './people.ts'
import { createRandom } from './random.ts'

const casts = new WeakMap<object, readonly PersonLook[]>()

/** The people of something that is on for seconds: dressed once, the same in every frame. */
export function castOf(
  scene: { readonly seed: number },
  count: number,
  isChildren = false,
): readonly PersonLook[] {
  const known = casts.get(scene)
  if (known && known.length >= count) return known
  const random = createRandom(scene.seed ^ 0x51ed)
  const cast = Array.from({ length: count }, () => dressPerson(random, isChildren))
  casts.set(scene, cast)
  return cast
}
