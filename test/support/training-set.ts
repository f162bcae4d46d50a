import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { Random } from '#core/training/random.ts'
import type { SettingsChange } from '#core/training/train-settings.ts'
import { tinyConfig } from './tiny-config.ts'

/** Of the reference models. */
const WIDTH = 32

/** Small settings for the labels of a reference model; class 0 is normal. */
export function tinySettings(changes: SettingsChange = {}) {
  const { labels, promptPrefix, promptPostfix } = tinyConfig('tiny-ucf')
  return {
    ...{ name: 'Tiny, trained', labels, promptPrefix, promptPostfix },
    ...{ visualLength: 32, attnWindow: 8, temporalLayers: 1, epochs: 3, batch: 8, milestones: [2] },
    ...{ learningRate: 3e-3, validation: 0.25, seed: 5 },
    ...changes,
  }
}

/** Videos of noise, half of them normal; in the others a run of snippets points in the direction of its class. */
export function noisyVideos(count: number, classes = 5): { label: number; rows: Float32Array }[] {
  return Array.from({ length: count }, (_, video) => {
    const random = new Random('a training set', video)
    const label = video % 2 === 0 ? 0 : 1 + (((video - 1) / 2) % (classes - 1))
    const snippets = 20 + random.below(30)
    const rows = Float32Array.from({ length: snippets * WIDTH }, () => random.normal())
    const start = random.below(snippets - 6)
    if (label > 0)
      for (let row = start; row < start + 6; row++)
        for (let i = 0; i < 4; i++) rows[row * WIDTH + label * 4 + i]! += 3
    return { label, rows }
  })
}

/** Writes such videos as .npy files with their list, and says where the list is. */
export async function writeTrainingSet(folder: string, count = 32): Promise<string> {
  await mkdir(folder, { recursive: true })
  const lines = ['path,label']
  for (const [video, { label, rows }] of noisyVideos(count).entries()) {
    const file = `video-${video}.npy`
    await writeFile(join(folder, file), formatNpy(float32([rows.length / WIDTH, WIDTH], rows)))
    lines.push(`${file},class${label}`)
  }
  const list = join(folder, 'list.csv')
  await writeFile(list, `${lines.join('\n')}\n`)
  return list
}
