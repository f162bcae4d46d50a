import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openFile, readBytes } from '#core/files/file-source.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { type ZipInput, type ZipOptions, zipBytes } from '#test/support/zip-writer.ts'
import { locateZipEntry, readZipEntries } from './zip.ts'

const folder = tempFolder()

/** Every entry's content as text, read through the reader. */
async function contents(bytes: Uint8Array): Promise<Record<string, string>> {
  const file = await openFile(folder.save(bytes))
  try {
    const read: Record<string, string> = {}
    for (const [name, entry] of await readZipEntries(file)) {
      const { position, length } = await locateZipEntry(file, entry)
      read[name] = Buffer.from(await readBytes(file, position, length)).toString()
    }
    return read
  } finally {
    await file.close()
  }
}

const A = { name: 'a', content: Buffer.from('first') }
const B = { name: 'dir/b', content: Buffer.from('second') }

function zip(inputs: readonly ZipInput[], options?: ZipOptions): Buffer {
  return zipBytes(inputs, options)
}

async function expectRefusal(bytes: Uint8Array, reason: string | RegExp): Promise<void> {
  await expect(contents(bytes)).rejects.toMatchObject({
    code: 'bad-checkpoint',
    message: expect.stringMatching(reason),
  })
}

describe('zip entries', () => {
  it.each<[string, ZipOptions]>([
    ['as PyTorch writes them', {}],
    ['without the wide end record', { wideEnd: false }],
    ['with sizes and positions in zip64 fields', { wideFields: true }],
    ['with a comment', { comment: 'saved by PK\x05\x06 someone' }],
    ['unaligned', { alignment: 1 }],
  ])('are read %s', async (_, options) => {
    expect(await contents(zip([A, B], options))).toEqual({ a: 'first', 'dir/b': 'second' })
  })

  it('may be none', async () => {
    expect(await contents(zip([]))).toEqual({})
  })

  it('may be empty', async () => {
    const empty = { name: 'dir/', content: Buffer.alloc(0) }
    expect(await contents(zip([empty, A]))).toEqual({ 'dir/': '', a: 'first' })
  })

  it.each([
    ['compressed', { method: 8 }, 'is compressed, which PyTorch never does'],
    ['encrypted', { flags: 1 }, 'is encrypted'],
    ['of two sizes', { compressedSize: 4 }, 'has two different sizes'],
  ])('are refused when they are %s', async (_, lie, reason) => {
    await expectRefusal(zip([{ ...A, ...lie }]), reason)
  })

  it('are refused when one small entry would unpack to gigabytes', async () => {
    const content = deflateRawSync(Buffer.alloc(50_000_000))
    const bomb = {
      name: 'bomb',
      content,
      method: 8,
      size: 50_000_000,
      compressedSize: content.length,
    }
    await expectRefusal(zip([bomb]), 'is compressed')
  })

  it.each(['../a', 'a/../../b', '/etc/passwd', '\\\\host\\a', 'C:\\a', 'a\\..\\b', 'a\0b', ''])(
    'are refused with the name %j',
    async (name) => {
      await expectRefusal(zip([{ ...A, name }]), 'an entry is named')
    },
  )

  it('are refused with a name of 2,000 bytes', async () => {
    await expectRefusal(zip([{ ...A, name: 'x'.repeat(2000) }]), 'name has 2000 bytes')
  })

  it('are refused when two have the same name', async () => {
    await expectRefusal(zip([A, { ...A, content: Buffer.from('other') }]), 'the same name')
  })

  it('are refused when two share their bytes', async () => {
    await expectRefusal(zip([A, { ...B, headerPosition: 0 }]), 'overlaps what follows')
  })

  it.each([
    ['beyond its place', 30, 'is damaged'],
    ['into the next', 100, 'overlaps what follows'],
  ])('are refused when one reaches %s', async (_, size, reason) => {
    await expectRefusal(zip([{ ...A, size, compressedSize: size }, B]), reason)
    await expectRefusal(zip([B, { ...A, size, compressedSize: size }]), reason)
  })

  it.each([2 ** 31, 2 ** 33, 2 ** 60])('are refused when one claims %i bytes', async (size) => {
    await expectRefusal(zip([{ ...A, size, compressedSize: size }, B]), 'overlaps what follows')
  })

  it('are refused when their header is elsewhere', async () => {
    await expectRefusal(zip([{ ...A, headerPosition: 3 }]), 'is damaged')
  })
})

describe('the end of a zip', () => {
  const whole = zip([A, B])

  it('is missed in an archive cut anywhere', async () => {
    for (let length = 0; length < whole.length; length += 3)
      await expectRefusal(whole.subarray(0, length), /cut short|does not fit|damaged/)
  })

  it('is refused when bytes follow it', async () => {
    await expectRefusal(Buffer.concat([whole, Buffer.from('more')]), 'cut short')
  })

  it('is refused when bytes precede the archive', async () => {
    await expectRefusal(Buffer.concat([Buffer.from('#!/bin/sh\n'), whole]), /does not fit|damaged/)
  })

  it.each([
    ['more entries than there are', 32, 3n],
    ['millions of entries', 32, 2n ** 40n],
    ['fewer entries than there are', 32, 1n],
    ['another length', 40, 5n],
    ['another position', 48, 0n],
    ['a position beyond everything', 48, 2n ** 63n],
  ])('is refused when it claims %s', async (_, field, value) => {
    const bytes = Buffer.from(whole)
    const wideEnd = bytes.length - 22 - 20 - 56
    bytes.writeBigUInt64LE(value, wideEnd + field)
    if (field === 32) bytes.writeBigUInt64LE(value, wideEnd + 24)
    await expectRefusal(bytes, /does not fit|directory/)
  })
})
