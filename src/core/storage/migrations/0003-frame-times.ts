/** For stepping by frames and snapping: PTS of every decoded frame of a chunk, and of its key frames (storage/deltas). Null in chunks of older libraries. */
const schema = `
ALTER TABLE feature_chunk ADD COLUMN frame_pts BLOB;
ALTER TABLE feature_chunk ADD COLUMN key_pts BLOB;
`

export const frameTimes = { id: 3, name: 'frame times', sql: schema }
