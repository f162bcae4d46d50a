/** Pictures of synthetic footage with captions, drawn once and kept, for the contrastive training of the small CLIP. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync, readSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCanvas, ImageData } from '@napi-rs/canvas'
import { drawTrainingFrame } from '#scripts/synthetic/training-frame.ts'

export interface FramesPlan {
  readonly folder: string
  readonly count: number
  readonly seed: number
  /** Of the kept pictures, in pixels: the short side is what the image tower sees. */
  readonly width: number
  readonly height: number
  readonly jobs: number
}

export interface Frames {
  readonly width: number
  readonly height: number
  readonly count: number
  /** RGB [height, width, 3] */
  pixels(index: number): Uint8Array
  captions(index: number): readonly string[]
  readonly labels: readonly string[]
}

/** Pictures of one file: a killed run loses at most one. */
const PER_FILE = 512

interface FrameNotes {
  readonly label: string
  readonly captions: readonly string[]
}

/** Draws what is missing, in child processes, then reads all of it. */
export async function prepareFrames(plan: FramesPlan): Promise<Frames> {
  await mkdir(plan.folder, { recursive: true })
  const children = Array.from({ length: plan.jobs }, (_, part) =>
    fork(import.meta.filename, [JSON.stringify({ ...plan, part })]),
  )
  for (const [code] of await Promise.all(children.map((child) => once(child, 'exit'))))
    if (code !== 0) throw new Error(`Drawing ended with code ${code}.`)
  return readFrames(plan)
}

async function readFrames({ folder, count, width, height }: FramesPlan): Promise<Frames> {
  const size = width * height * 3
  const files = Array.from({ length: Math.ceil(count / PER_FILE) }, (_, file) => file)
  // Gigabytes: what is asked for is read, and the system keeps what fits into memory.
  const opened = files.map((file) => openSync(join(folder, `${file}.rgb`), 'r'))
  const notes = (
    await Promise.all(files.map((file) => readFile(join(folder, `${file}.json`), 'utf8')))
  ).flatMap((text) => JSON.parse(text) as FrameNotes[])
  return {
    width,
    height,
    count,
    pixels: (index) => {
      const pixels = new Uint8Array(size)
      readSync(opened[Math.floor(index / PER_FILE)]!, pixels, 0, size, (index % PER_FILE) * size)
      return pixels
    },
    captions: (index) => notes[index]!.captions,
    labels: notes.map(({ label }) => label),
  }
}

async function drawPart(plan: FramesPlan & { readonly part: number }): Promise<void> {
  const { folder, count, seed, width, height, jobs, part } = plan
  for (let file = part; file * PER_FILE < count; file += jobs) {
    if (existsSync(join(folder, `${file}.json`))) continue
    const last = Math.min(PER_FILE, count - file * PER_FILE)
    const pixels = new Uint8Array(last * width * height * 3)
    const notes: FrameNotes[] = []
    for (let i = 0; i < last; i++) {
      const { captions, label, ...frame } = await drawTrainingFrame(seed + file * PER_FILE + i)
      pixels.set(rgbOf(frame, { width, height }), i * width * height * 3)
      notes.push({ label, captions })
    }
    await writeFile(join(folder, `${file}.rgb`), pixels)
    await writeFile(join(folder, `${file}.partial`), JSON.stringify(notes))
    await rename(join(folder, `${file}.partial`), join(folder, `${file}.json`))
    console.log(`${file * PER_FILE + last} of ${count} pictures`)
  }
}

/** Scaled, without alpha. */
function rgbOf(
  frame: { readonly rgba: Uint8Array; readonly width: number; readonly height: number },
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array {
  const drawn = createCanvas(frame.width, frame.height)
  const data = new Uint8ClampedArray(frame.rgba)
  drawn.getContext('2d').putImageData(new ImageData(data, frame.width, frame.height), 0, 0)
  const scaled = createCanvas(width, height)
  const context = scaled.getContext('2d')
  context.imageSmoothingQuality = 'high'
  context.drawImage(drawn, 0, 0, width, height)
  const rgba = context.getImageData(0, 0, width, height).data
  const rgb = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++)
    for (let channel = 0; channel < 3; channel++) rgb[i * 3 + channel] = rgba[i * 4 + channel]!
  return rgb
}

const [, script, argument] = process.argv
if (script === import.meta.filename && argument) await drawPart(JSON.parse(argument))
