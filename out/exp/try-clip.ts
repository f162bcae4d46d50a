import { prepareFrames } from '#scripts/builtin-model/frames.ts'
import { trainClip } from '#scripts/builtin-model/train-clip.ts'

const [folder, count, steps, batch, rate] = process.argv.slice(2)
const frames = await prepareFrames({
  folder: `${folder}/frames`,
  count: Number(count),
  seed: 1,
  width: 170,
  height: 128,
  jobs: 2,
})
console.log('drawn', new Date().toISOString())
console.log(
  await trainClip(frames, {
    folder: `${folder}/clip-${steps}`,
    steps: Number(steps),
    batch: Number(batch),
    learningRate: Number(rate),
    seed: 1,
    threads: 2,
  }).then(({ dims, checkpoint }) => ({ dims, checkpoint })),
)
