/** Builders of files that try to make ffmpeg open something else. */

/** A QuickTime file whose first track says, through an alias record, that its data is in the file at `target`. */
export function withExternalData(movie: Uint8Array, target: string): Uint8Array {
  const absolute = Buffer.from(target)
  const record = Buffer.concat([
    Buffer.alloc(10), // alias header
    pascal('disk', 28),
    Buffer.alloc(12),
    pascal(target.split('/').at(-1) ?? '', 64),
    Buffer.alloc(16),
    u16(1), // levels from the alias
    u16(1), // levels to the target
    Buffer.alloc(16),
    u16(2), // absolute path
    u16(absolute.length),
    absolute,
    Buffer.alloc(absolute.length % 2),
    u16(0xffff), // end of the tagged entries
    u16(0),
    Buffer.alloc(40),
  ])
  const entry = box('alis', Buffer.concat([Buffer.alloc(4), record]))
  const references = box('dref', Buffer.concat([Buffer.alloc(4), u32(1), entry]))
  const path = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref']
  return replaceBox(Buffer.from(movie), path, references)
}

/**
 * An AVI with one picture and a text stream whose first packet is a subtitle file of the GAB2 kind holding `text`. A
 * player that opens such subtitles by their content would follow a playlist.
 */
export function aviWithSubtitle(jpeg: Uint8Array, text: string): Uint8Array {
  const size = { width: 64, height: 48 }
  const picture = Buffer.alloc(40)
  picture.writeUInt32LE(40, 0)
  picture.writeInt32LE(size.width, 4)
  picture.writeInt32LE(size.height, 8)
  picture.writeUInt16LE(1, 12)
  picture.writeUInt16LE(24, 14)
  picture.write('MJPG', 16)
  const main = Buffer.alloc(56)
  main.writeUInt32LE(40_000, 0) // microseconds a frame
  main.writeUInt32LE(1, 16)
  main.writeUInt32LE(2, 24) // streams
  main.writeUInt32LE(size.width, 32)
  main.writeUInt32LE(size.height, 36)
  const streams = [
    list('strl', chunk('strh', streamHeader('vids', 'MJPG')), chunk('strf', picture)),
    list('strl', chunk('strh', streamHeader('txts', '\0\0\0\0')), chunk('strf', Buffer.alloc(0))),
  ]
  const name = Buffer.from('x', 'utf16le')
  const subtitle = Buffer.concat([
    Buffer.from('GAB2\0'),
    u16le(2),
    u32le(name.length),
    name,
    u16le(4),
    u32le(text.length),
    Buffer.from(text),
  ])
  const packets = [
    chunk('01tx', subtitle),
    chunk('00dc', Buffer.from(jpeg)),
    chunk('01tx', subtitle),
  ]
  return chunk(
    'RIFF',
    Buffer.concat([
      Buffer.from('AVI '),
      list('hdrl', chunk('avih', main), ...streams),
      list('movi', ...packets),
    ]),
  )
}

function streamHeader(kind: string, codec: string): Buffer {
  const header = Buffer.alloc(56)
  header.write(kind + codec, 0, 'latin1')
  header.writeUInt32LE(1, 20) // scale
  header.writeUInt32LE(25, 24) // rate
  header.writeUInt32LE(1, 32) // length
  return header
}

/** Replaces the box at `path` (first of each name) and corrects the sizes of those around it. */
function replaceBox(bytes: Buffer, path: readonly string[], replacement: Buffer): Buffer {
  const name = path[0]
  if (name === undefined) return replacement
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at)
    if (bytes.toString('latin1', at + 4, at + 8) === name) {
      const content = bytes.subarray(at + 8, at + size)
      const inner = replaceBox(content, path.slice(1), replacement)
      const whole = path.length === 1 ? inner : box(name, inner)
      return Buffer.concat([bytes.subarray(0, at), whole, bytes.subarray(at + size)])
    }
    at += Math.max(8, size)
  }
  throw new Error(`no box ${name}`)
}

function box(name: string, content: Buffer): Buffer {
  return Buffer.concat([u32(content.length + 8), Buffer.from(name, 'latin1'), content])
}

function chunk(name: string, content: Buffer): Buffer {
  const pad = Buffer.alloc(content.length % 2)
  return Buffer.concat([Buffer.from(name, 'latin1'), u32le(content.length), content, pad])
}

function list(name: string, ...content: readonly Buffer[]): Buffer {
  return chunk('LIST', Buffer.concat([Buffer.from(name, 'latin1'), ...content]))
}

/** A length byte and text, in a field of fixed size. */
function pascal(text: string, fieldLength: number): Buffer {
  const field = Buffer.alloc(fieldLength)
  const bytes = Buffer.from(text).subarray(0, fieldLength - 1)
  field[0] = bytes.length
  bytes.copy(field, 1)
  return field
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function u16le(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32le(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
