/**
 * Cuts a byte stream into frames of `frameBytes`, each in memory of its own. Reads no further than the frame that is
 * asked for and the stream's own buffer, so a slow reader slows the writer. A cut-off last frame is dropped.
 */
export async function* readFrames(
  stream: AsyncIterable<Uint8Array>,
  frameBytes: number,
): AsyncGenerator<Uint8Array, void> {
  let frame = new Uint8Array(frameBytes)
  let filled = 0
  for await (const chunk of stream) {
    for (let from = 0; from < chunk.length; ) {
      const piece = chunk.subarray(from, from + frameBytes - filled)
      frame.set(piece, filled)
      filled += piece.length
      from += piece.length
      if (filled < frameBytes) continue
      yield frame
      frame = new Uint8Array(frameBytes)
      filled = 0
    }
  }
}
