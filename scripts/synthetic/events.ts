import type { Brush } from './brush.ts'
import { fightItems, riotItems } from './crowd-events.ts'
import { explosionItems, fireItems } from './fire-events.ts'
import type { Item } from './item.ts'
import { accidentItems } from './road-events.ts'
import type { EventClass, PlannedEvent } from './spec.ts'

/** What each class can be. */
export const EVENT_KINDS: Record<EventClass, readonly string[]> = {
  fire: ['car', 'bin', 'ground', 'building', 'car'],
  explosion: ['car', 'ground', 'ground'],
  'road accident': ['side', 'head-on', 'rollover', 'pole', 'bicycle', 'pile-up'],
  fighting: ['brawl', 'brawl', 'on the ground', 'two on one', 'pair'],
  riot: ['banners', 'burning bins', 'gas'],
}

/** How far around an event nobody else walks or drives, in metres. */
export const CLEARANCE: Record<EventClass, number> = {
  fire: 3,
  explosion: 6,
  'road accident': 4.5,
  fighting: 1.8,
  riot: 4,
}

export function eventItems(brush: Brush, event: PlannedEvent, timeSec: number): Item[] {
  const moment = { brush, event, time: timeSec - event.fromSec }
  switch (event.class) {
    case 'fire':
      return fireItems(moment)
    case 'explosion':
      return explosionItems(moment)
    case 'road accident':
      return accidentItems(moment)
    case 'fighting':
      return fightItems(moment)
    case 'riot':
      return riotItems(moment)
  }
}
