import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32, tensor } from '#core/nn/tensor/tensor.ts'
import { PRESETS } from '#core/vadclip/presets.ts'
import { goldenJson } from '#test/support/goldens.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { readFeatureList } from './feature-list.ts'
import { classesNamed, targetsOf } from './label-names.ts'
import { readFeatures } from './read-features.ts'

const folder = tempFolder()

const write = (name: string, content: string | Uint8Array) => {
  const path = join(folder.path, name)
  writeFileSync(path, content)
  return path
}
const rows = (n: number, width: number) =>
  float32(
    [n, width],
    Float32Array.from({ length: n * width }, (_, i) => i),
  )

interface BatchLabels {
  readonly batch_label: Record<string, { texts: string[]; vectors: number[][] }>
}

describe('labels of a data set', () => {
  const { batch_label: golden } = goldenJson<BatchLabels>('labels/labels.json')

  it.each(['ucf', 'xd'] as const)(
    'mean the classes that they mean to the authors: %s',
    (preset) => {
      const { labels } = PRESETS[preset]
      const { texts, vectors } = golden[preset]!
      for (const [i, text] of texts.entries()) {
        const wanted = vectors[i]!.flatMap((value, at) => (value > 0 ? at : []))
        // The authors' table has no 'normal' for UCF-Crime's folder names; ours knows its own label.
        if (preset === 'ucf' && text === 'normal') continue
        expect([text, classesNamed(text, labels)]).toEqual([text, wanted])
      }
    },
  )

  it('may be several, by the names of the label set', () => {
    const { labels } = PRESETS.ucf
    expect(classesNamed('Fighting|Road Accidents', labels)).toEqual([7, 8])
    expect(classesNamed('Fighting|Flood', labels)).toEqual([])
    expect(classesNamed('B1-B4-0', PRESETS.xd.labels)).toEqual([1, 3])
    // B9 is a slip of the hand, and not nothing.
    expect(classesNamed('B1-B9-0', PRESETS.xd.labels)).toEqual([])
    expect([...targetsOf([1, 3], 4)]).toEqual([0, 0.5, 0, 0.5])
  })
})

describe('a list of features', () => {
  it('finds files beside it, and below a root by the end of a foreign path', async () => {
    write('a.npy', formatNpy(rows(2, 3)))
    write('b.npy', formatNpy(rows(2, 3)))
    const list = write(
      'list.csv',
      'path,label\r\na.npy,Normal\r\n/home/someone/Features/b.npy,Abuse\r\n',
    )
    const found = await readFeatureList(list, folder.path)
    expect(found.map(({ path, label, line }) => [path, label, line])).toEqual([
      [join(folder.path, 'a.npy'), 'Normal', 2],
      [join(folder.path, 'b.npy'), 'Abuse', 3],
    ])
    await expect(readFeatureList(list)).rejects.toThrow(/1 of 2 files.*b\.npy \(line 3\)/)
  })

  it.each([
    ['an empty one', 'path,label\n', /lists no features/],
    ['one without a column', 'file,label\na.npy,x\n', /no column path.*file, label/],
    ['one with a row too short', 'path,label\na.npy\n', /no table.*line 2/i],
    [
      'one with a file twice',
      'path,label\na.npy,x\na.npy,y\n',
      /a\.npy twice, in the lines 2 and 3/,
    ],
  ])('refuses %s', async (_, content, message) => {
    write('a.npy', formatNpy(rows(2, 3)))
    await expect(readFeatureList(write('bad.csv', content))).rejects.toThrow(message)
  })
})

describe('features', () => {
  it('are read in any width of floats', async () => {
    const half = tensor('float16', [1, 2], Uint16Array.of(0x3c00, 0xc000))
    expect([...(await readFeatures(write('h.npy', formatNpy(half)), 2))]).toEqual([1, -2])
    const double = tensor('float64', [1, 2], Float64Array.of(0.5, 3))
    expect([...(await readFeatures(write('d.npy', formatNpy(double)), 2))]).toEqual([0.5, 3])
  })

  it.each([
    ['of another width', rows(2, 4), /\[2, 4\]; features \[n, 3\]/],
    ['with a row that is no number', float32([2, 3], [1, 2, 3, 4, Number.NaN, 6]), /NaN in row 1/],
    ['of whole numbers', tensor('int32', [1, 3], Int32Array.of(1, 2, 3)), /holds int32/],
  ])('are refused %s', async (_, content, message) => {
    await expect(readFeatures(write('bad.npy', formatNpy(content)), 3)).rejects.toThrow(message)
  })
})
