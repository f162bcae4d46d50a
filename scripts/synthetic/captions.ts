import { placeOf } from './actors.ts'
import { BILLBOARD_SHOWS } from './billboard.ts'
import { createView, type Place } from './camera.ts'
import type { Random } from './random.ts'
import {
  type ClipSpec,
  type Distractor,
  type DistractorKind,
  type EventClass,
  isOn,
  type PlannedEvent,
} from './spec.ts'

/** Short English sentences about what is to be seen at a time; the first names the event, or says that all is normal. */
export function captionsOf(spec: ClipSpec, timeSec: number, random: Random): string[] {
  const place = placePhrase(spec, random)
  const events = spec.events.filter((event) => isOn(event, timeSec))
  const shown = spec.distractors.filter((distractor) => isOn(distractor, timeSec))
  const captions = events.flatMap((event) => eventCaptions(event, place, random))
  if (events.length === 0) captions.push(...normalCaptions(spec, place, { timeSec, random }))
  for (const distractor of shown) {
    const words = distractorWords(distractor, random)
    captions.push(random.pick([words, `${words} ${place.where}`, `${words} ${place.where}`]))
    if (events.length === 0)
      captions.push(
        random.pick([
          `a normal ${place.bare} with ${words}`,
          `normal, ${words}`,
          `${words}, nothing unusual`,
        ]),
      )
  }
  return [...new Set(captions)]
}

interface PlaceWords {
  /** 'night street in rain' */
  readonly bare: string
  /** 'on a street' */
  readonly where: string
  readonly noun: string
}

const INSIDE = /car park|alley|market|yard|park|residential|front/

function placePhrase({ scene, light }: ClipSpec, random: Random): PlaceWords {
  const time =
    light.time === 'day'
      ? random.pick(['', '', 'daytime '])
      : light.time === 'dusk'
        ? random.pick(['', 'evening '])
        : random.pick(['night ', 'dark '])
  const air = { clear: '', rain: 'in the rain', fog: 'in fog', snow: 'in the snow' }[light.weather]
  const weather = air && random.chance(0.7) ? ` ${air}` : ''
  const kind = scene.noun
  const preposition =
    INSIDE.test(kind) && !kind.includes('forecourt')
      ? kind.includes('residential')
        ? 'on'
        : kind.includes('front')
          ? 'at'
          : 'in'
      : 'on'
  const night = light.time === 'night' ? random.pick([' at night', '']) : ''
  return {
    bare: `${time}${kind}${weather}`,
    where: random.chance(0.1) ? 'outdoors' : `${preposition} ${article(kind)}${night || weather}`,
    noun: kind,
  }
}

const article = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
const count = (number: number, noun: string, plural: string) =>
  number === 1
    ? article(noun)
    : number === 2
      ? `two ${plural}`
      : number < 5
        ? `some ${plural}`
        : `many ${plural}`

const CLASS_WORDS: Record<EventClass, readonly string[]> = {
  fire: ['fire', 'a fire', 'a fire burning', 'flames and smoke from a fire', 'a big fire'],
  explosion: [
    'explosion',
    'an explosion',
    'an explosion with a fireball',
    'a violent explosion',
    'a fireball from an explosion',
  ],
  'road accident': [
    'road accident',
    'a road accident',
    'a road accident with a crashed car',
    'a bad road accident',
    'a road accident with debris and smoke',
  ],
  fighting: [
    'fighting',
    'people fighting',
    'fighting people',
    'men fighting',
    'a group of people fighting',
  ],
  riot: [
    'riot',
    'a riot',
    'people rioting in a riot',
    'a crowd of people rioting',
    'a riot with banners and smoke',
  ],
}

const KIND_WORDS: Record<string, readonly string[]> = {
  'fire/car': ['a car on fire', 'a burning car, fire'],
  'fire/bin': ['a bin on fire', 'a fire in a rubbish bin'],
  'fire/ground': ['a fire on the ground', 'a burning heap of rubbish, fire'],
  'fire/building': ['a building on fire', 'a house fire, flames from the windows'],
  'fire/building side': ['a building on fire', 'flames from the windows of a house, fire'],
  'explosion/car': ['an exploding car, explosion', 'the explosion of a car'],
  'explosion/ground': ['an explosion throwing debris', 'explosion with smoke and debris'],
  'road accident/side': ['a road accident with two cars', 'two crashed cars, road accident'],
  'road accident/head-on': ['a road accident with two cars', 'a head-on road accident'],
  'road accident/rollover': [
    'a road accident with an overturned car',
    'an overturned car after a road accident',
  ],
  'road accident/pole': [
    'a road accident, a car has hit a pole',
    'a car crashed into a lamp post, road accident',
  ],
  'road accident/bicycle': [
    'a road accident with a car and a bicycle',
    'a cyclist on the ground after a road accident',
  ],
  'road accident/pile-up': [
    'a road accident with three cars',
    'several crashed cars, road accident',
  ],
  'fighting/pair': ['two people fighting', 'two men fighting with fists'],
  'fighting/on the ground': [
    'people fighting, one lies on the ground',
    'fighting, a person on the ground is kicked',
  ],
  'fighting/brawl': ['four people fighting', 'a brawl, people fighting'],
  'fighting/two on one': ['three people fighting', 'two people fighting with one'],
  'riot/banners': ['a riot with banners and thrown stones', 'a riot, a crowd with raised fists'],
  'riot/burning bins': ['a riot with burning bins', 'a riot with overturned bins'],
  'riot/gas': ['a riot in clouds of gas', 'a riot with smoke'],
}

function eventCaptions(event: PlannedEvent, place: PlaceWords, random: Random): string[] {
  const words = CLASS_WORDS[event.class]
  return [
    random.pick(words),
    `${random.pick(words.slice(1))} ${place.where}`,
    random.pick(KIND_WORDS[`${event.class}/${event.kind}`] ?? words),
    `${random.pick(KIND_WORDS[`${event.class}/${event.kind}`] ?? words)} ${place.where}`,
  ]
}

function normalCaptions(
  spec: ClipSpec,
  place: PlaceWords,
  { timeSec, random }: { readonly timeSec: number; readonly random: Random },
): string[] {
  const seen = countSeen(spec, timeSec)
  const parts: string[] = []
  if (seen.vehicles > 0) parts.push(count(seen.vehicles, 'car', 'cars'))
  if (seen.people > 0) parts.push(count(seen.people, 'person walking', 'people walking'))
  if (seen.cyclists > 0) parts.push(count(seen.cyclists, 'cyclist', 'cyclists'))
  // Distractors are told of elsewhere, and most have people.
  const isEmpty = !spec.distractors.some((distractor) => isOn(distractor, timeSec))
  const full = parts.slice(0, 2).join(' and ') || (isEmpty ? 'nobody' : 'little traffic')
  const bare = /^(normal )/.test(place.bare) ? place.bare : `normal ${place.bare}`
  return [
    random.pick(['normal', `a ${bare}`, `a ${bare}`, 'nothing unusual happens, normal']),
    `a ${bare} with ${full}`,
    `${article(place.bare)} with ${full}`,
    random.pick([
      `normal traffic and people ${place.where}`,
      `a normal moment ${place.where}`,
      `normal life ${place.where}`,
    ]),
  ]
}

function countSeen(spec: ClipSpec, timeSec: number) {
  const view = createView(spec.camera, spec.size)
  const isSeen = (place: Place | undefined) => {
    if (!place) return false
    const { x, y, scale } = view.project([place[0], 0.8, place[1]])
    return scale > 3 && x > 0 && y > 0 && x < spec.size.width && y < spec.size.height
  }
  const seen = { vehicles: 0, people: 0, cyclists: 0 }
  for (const actor of spec.actors) {
    if (!isSeen(placeOf(actor, timeSec))) continue
    if (actor.kind === 'vehicle') seen.vehicles++
    else if (actor.kind === 'cyclist') seen.cyclists++
    else seen.people++
  }
  return seen
}

const DISTRACTOR_WORDS: Record<DistractorKind, readonly string[]> = {
  'hugging couple': ['a hugging couple', 'two people hugging', 'a couple in an embrace'],
  'dancing pair': ['a dancing pair', 'two people dancing', 'a couple dancing'],
  'bus queue': ['a queue at a bus stop', 'people waiting for a bus', 'a bus queue'],
  'standing crowd': [
    'a quiet crowd',
    'a group of people standing about',
    'people standing in a crowd',
  ],
  'broken-down car': [
    'a broken-down car with hazard lights',
    'a car with hazard lights and a warning triangle',
  ],
  'lying child': ['a child lying on a blanket', 'a child lying down, resting'],
  flags: ['flags in the wind', 'three flags on poles', 'waving flags'],
  billboard: ['a billboard'],
  'manhole steam': ['steam from a manhole', 'white steam rising from the ground'],
  'sun glare': ['sun glare', 'the glare of the sun', 'bright sun in the lens'],
  fireworks: ['fireworks in the sky', 'fireworks', 'fireworks above the roofs'],
  'road works': ['road works with cones', 'workers at road works', 'orange cones and a barrier'],
  'playing children': ['children playing with a ball', 'children running and playing'],
  'street musician': ['a street musician with listeners', 'a musician playing a guitar'],
  'police lights': ['a police car with blue lights', 'a parked police car'],
  barbecue: ['people at a barbecue', 'a barbecue with a little smoke'],
  'red balloons': ['red balloons', 'a person with red balloons'],
}

function distractorWords({ kind, variant }: Distractor, random: Random): string {
  if (kind === 'lying child' && variant >= 2) return 'a child lying on the grass'
  if (kind !== 'billboard') return random.pick(DISTRACTOR_WORDS[kind])
  const show = BILLBOARD_SHOWS[variant % BILLBOARD_SHOWS.length]!
  return random.pick([`a billboard showing ${show}`, `a screen with a picture of ${show}`])
}
