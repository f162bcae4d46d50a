/**
 * A copy of an MP4 or MOV file whose first track is shown turned clockwise: writes a, b, c, d of the 3×3 display matrix in
 * its track header as 16.16 fixed point (ISO/IEC 14496-12, 8.3.2).
 */
export function setRotation(file: Buffer, degrees: 90 | 180 | 270): Buffer {
  const bytes = Buffer.from(file)
  const header = bytes.indexOf('tkhd')
  const matrix = header + 4 + (bytes[header + 4] === 1 ? 52 : 40)
  const [cos, sin] = { 90: [0, 1], 180: [-1, 0], 270: [0, -1] }[degrees] as [number, number]
  for (const [index, value] of [cos, sin, 0, -sin, cos].entries())
    bytes.writeInt32BE(value * 65_536, matrix + index * 4)
  return bytes
}
