/**
 * The two released VadCLIP models: what their state dicts do not say. Token ids are those of CLIP's own vocabulary, so
 * importing them needs no vocabulary file.
 */
import type { Label, Recipe } from '#contract/bundle.ts'
import { DEFAULT_RULE, type ImportConfig } from './import-config.ts'

export type PresetName = 'ucf' | 'xd'

/** How the released features were made; which frame of a snippet they took was never published. */
const RECIPE: Recipe = { frames: 'middle', resize: 'stretch-340x256-bilinear', crop: 'centre' }

/** 0: normal; 1: not wrongdoing in itself, or minor; 2: property; 3: people may be hurt. */
type Severity = 0 | 1 | 2 | 3

const START = 49406
const END = 49407

function label(
  [prompt, display]: readonly [string, string],
  [code, severity]: readonly [string, Severity],
  words: readonly number[],
): Label {
  const tokens = [START, ...words, END]
  return { id: prompt.replaceAll(' ', '-'), prompt, display, code, severity, tokens }
}

const normal = label(['normal', 'Normal'], ['NO', 0], [5967])
const abuse = label(['abuse', 'Abuse'], ['AB', 3], [7678])
const explosion = label(['explosion', 'Explosion'], ['EX', 3], [13785])
const fighting = label(['fighting', 'Fighting'], ['FI', 3], [4652])
const shooting = label(['shooting', 'Shooting'], ['SH', 3], [3992])

export const PRESETS: Readonly<Record<PresetName, ImportConfig>> = {
  ucf: {
    name: 'VadCLIP UCF-Crime',
    attnWindow: 8,
    visualHeads: 1,
    promptPrefix: 10,
    promptPostfix: 10,
    frameScore: 'classifier',
    recipe: RECIPE,
    rule: DEFAULT_RULE,
    labels: [
      normal,
      abuse,
      label(['arrest', 'Arrest'], ['AR', 1], [9320]),
      label(['arson', 'Arson'], ['AN', 3], [29937]),
      label(['assault', 'Assault'], ['AS', 3], [9679]),
      label(['burglary', 'Burglary'], ['BU', 2], [32573]),
      explosion,
      fighting,
      label(['roadaccidents', 'Road accident'], ['RA', 3], [4370, 22072]),
      label(['robbery', 'Robbery'], ['RO', 3], [16393]),
      shooting,
      label(['shoplifting', 'Shoplifting'], ['SL', 1], [5738, 10857]),
      label(['stealing', 'Stealing'], ['ST', 2], [14242]),
      label(['vandalism', 'Vandalism'], ['VA', 2], [45664]),
    ],
  },
  xd: {
    name: 'VadCLIP XD-Violence',
    attnWindow: 64,
    visualHeads: 1,
    promptPrefix: 10,
    promptPostfix: 10,
    frameScore: 'alignment',
    recipe: RECIPE,
    rule: DEFAULT_RULE,
    labels: [
      normal,
      fighting,
      shooting,
      label(['riot', 'Riot'], ['RI', 3], [14218]),
      abuse,
      label(['car accident', 'Car accident'], ['CA', 3], [1615, 6608]),
      explosion,
    ],
  },
}
