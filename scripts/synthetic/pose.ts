/** Angles of a limb in radians from straight down, forward positive: the upper part, and how far the lower part bends. */
export type Limb = readonly [upper: number, bend: number]

export interface Pose {
  /** Of the trunk, forward. */
  readonly lean: number
  readonly arms: readonly [Limb, Limb]
  readonly legs: readonly [Limb, Limb]
  /** Metres the feet are off the ground. */
  readonly lift?: number
  /** Lies on the ground, this much turned: 0 on its back, head to the left. */
  readonly isLying?: boolean
}

const TAU = Math.PI * 2

export function walking(phase: number, pace = 1): Pose {
  const swing = Math.sin(phase * TAU)
  const legs = 0.5 * pace
  return {
    lean: 0.04 * pace,
    arms: [
      [swing * 0.5 * pace, 0.25 * pace],
      [-swing * 0.5 * pace, 0.25 * pace],
    ],
    legs: [
      [-swing * legs, Math.max(0, -Math.cos(phase * TAU)) * 0.7 * pace],
      [swing * legs, Math.max(0, Math.cos(phase * TAU)) * 0.7 * pace],
    ],
  }
}

export function running(phase: number): Pose {
  const swing = Math.sin(phase * TAU)
  return {
    lean: 0.3,
    arms: [
      [swing * 0.9, 1.4],
      [-swing * 0.9, 1.4],
    ],
    legs: [
      [-swing * 0.9 + 0.2, 0.5 + Math.max(0, -Math.cos(phase * TAU))],
      [swing * 0.9 + 0.2, 0.5 + Math.max(0, Math.cos(phase * TAU))],
    ],
    lift: Math.abs(swing) * 0.08,
  }
}

/** Weight moves a little; `kind` 1 holds a phone to the ear, 2 looks at one, 3 has the hands on the hips. */
export function standing(sway: number, kind = 0): Pose {
  const still = [sway * 0.06, 0.1] as const
  const second: Limb =
    kind === 1 ? [0.9, 2.3] : kind === 2 ? [0.5, 1.6] : kind === 3 ? [-0.5, 1.2] : still
  return {
    lean: sway * 0.03,
    arms: [[0.06, 0.12], second],
    legs: [
      [0.07, 0.02],
      [-0.07, 0.02],
    ],
  }
}

export const SITTING: Pose = {
  lean: -0.08,
  arms: [
    [0.5, 0.7],
    [0.4, 0.8],
  ],
  legs: [
    [1.45, 1.4],
    [1.4, 1.3],
  ],
}

export function lying(seed: number): Pose {
  return {
    lean: 0.1 - seed * 0.2,
    arms: [
      [1.2 + seed, 0.5],
      [-0.5, 0.9],
    ],
    legs: [
      [0.5, 0.9 * seed + 0.2],
      [-0.15, 0.4],
    ],
    isLying: true,
  }
}

/** Both arms around the other one. */
export function hugging(sway: number): Pose {
  return {
    lean: 0.1 + sway * 0.03,
    arms: [
      [1.15, 0.35],
      [0.95, 0.55],
    ],
    legs: [
      [-0.06, 0.05],
      [-0.16, 0.08],
    ],
  }
}

/** A slow turn with one hand up in the partner's. */
export function dancing(phase: number): Pose {
  const step = Math.sin(phase * TAU)
  return {
    lean: -0.04 + step * 0.08,
    arms: [
      [1.9 + step * 0.15, 0.35],
      [0.8 + step * 0.1, 0.5],
    ],
    legs: [
      [0.16 + step * 0.2, 0.2],
      [-0.2 + step * 0.15, 0.1],
    ],
    lift: Math.max(0, step) * 0.04,
  }
}

/** A fist forward or drawn back, knees bent, feet wide apart. */
export function punching(phase: number): Pose {
  const hit = Math.max(0, Math.sin(phase * TAU)) ** 0.6
  const other = Math.max(0, -Math.sin(phase * TAU)) ** 0.6
  return {
    lean: 0.2 + 0.28 * hit,
    arms: [
      [1.7 * hit + 0.5 * (1 - hit) - 0.6 * other, 0.05 * hit + 2 * (1 - hit)],
      [1.85 * other + 0.7 * (1 - other), 0.1 * other + 2.1 * (1 - other)],
    ],
    legs: [
      [0.62, 0.5],
      [-0.62, 0.25],
    ],
  }
}

/** Arms over the head, ready to strike down. */
export function clubbing(phase: number): Pose {
  const swing = Math.sin(phase * TAU) * 0.5 + 0.5
  return {
    lean: 0.1 + (1 - swing) * 0.45,
    arms: [
      [1.5 + swing * 1.7, 0.25],
      [1.3 + swing * 1.6, 0.35],
    ],
    legs: [
      [0.5, 0.45],
      [-0.6, 0.2],
    ],
  }
}

export function kicking(phase: number): Pose {
  const kick = Math.max(0, Math.sin(phase * TAU))
  return {
    lean: -0.28 * kick,
    arms: [
      [-0.9, 0.7],
      [1.1, 0.9],
    ],
    legs: [
      [1.55 * kick - 0.35, 0.9 * (1 - kick)],
      [-0.12, 0.2],
    ],
  }
}

export function reeling(phase: number): Pose {
  const swing = Math.sin(phase * TAU)
  return {
    lean: -0.4 + swing * 0.16,
    arms: [
      [1.7 + swing * 0.5, 0.5],
      [2.3 - swing * 0.4, 0.9],
    ],
    legs: [
      [0.6, 0.6],
      [-0.4, 0.6],
    ],
  }
}

/** A fist or both arms in the air. */
export function cheering(phase: number, both: boolean): Pose {
  const pump = Math.sin(phase * TAU) * 0.25
  return {
    lean: 0.08,
    arms: [[2.75 + pump, 0.25], both ? [-2.7 - pump, -0.25] : [0.3, 0.7]],
    legs: [
      [0.2, 0.15],
      [-0.22, 0.1],
    ],
    lift: Math.max(0, pump) * 0.25,
  }
}

export function throwing(phase: number): Pose {
  const swing = Math.sin(phase * TAU)
  return {
    lean: swing * 0.35,
    arms: [
      [2.2 + swing * 1, 0.9 - swing * 0.6],
      [0.9 - swing * 0.6, 0.3],
    ],
    legs: [
      [0.55, 0.2],
      [-0.55, 0.3],
    ],
  }
}

export const KNEELING: Pose = {
  lean: 0.5,
  arms: [
    [0.8, 0.3],
    [0.6, 0.5],
  ],
  legs: [
    [1.3, 1.5],
    [0.1, 1.6],
  ],
}

export function cycling(phase: number): Pose {
  const turn = Math.sin(phase * TAU)
  return {
    lean: 0.4,
    arms: [
      [0.95, 0.2],
      [0.9, 0.2],
    ],
    legs: [
      [0.7 + turn * 0.45, 0.9 + turn * 0.4],
      [0.7 - turn * 0.45, 0.9 - turn * 0.4],
    ],
  }
}
