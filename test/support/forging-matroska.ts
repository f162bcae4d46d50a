/**
 * A Matroska file with nothing to decode whose second track's codec has a name of several lines: ffmpeg says it as it is,
 * so that one of them reads as a word of its own.
 */
export function forgingMatroska(line: string): Uint8Array {
  const track = (number: number, codec: string, kind: readonly Buffer[]) =>
    element(
      'AE',
      ...[unsigned('D7', number), unsigned('73C5', number)],
      ...[element('86', Buffer.from(codec)), ...kind],
    )
  const picture = element('E0', unsigned('B0', 320), unsigned('BA', 240))
  const block = (atMs: number) =>
    element('A3', Buffer.from([0x81, 0, atMs, 0x80]), Buffer.alloc(40, 7))
  return Buffer.concat([
    element(
      '1A45DFA3',
      ...[unsigned('4286', 1), unsigned('42F7', 1), unsigned('42F2', 4), unsigned('42F3', 8)],
      ...[element('4282', Buffer.from('matroska')), unsigned('4287', 4), unsigned('4285', 2)],
    ),
    element(
      '18538067',
      element('1549A966', unsigned('2AD7B1', 1_000_000)),
      element(
        '1654AE6B',
        track(1, 'V_MPEG4/ISO/ASP', [unsigned('83', 1), picture]),
        track(2, `S_X\n${line}\n[info] `, [unsigned('83', 17)]),
      ),
      element('1F43B675', unsigned('E7', 0), block(0), block(40)),
    ),
  ])
}

/** Id, size and content; all sizes are of eight bytes. */
function element(id: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const size = Buffer.alloc(8)
  size.writeUInt32BE(content.length, 4)
  size[0] = 1
  return Buffer.concat([Buffer.from(id, 'hex'), size, content])
}

function unsigned(id: string, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return element(id, bytes)
}
