/** For stepping by frames: PTS of every decoded frame of a chunk (storage/deltas). Null in chunks of older libraries. */
const schema = `
ALTER TABLE feature_chunk ADD COLUMN frame_pts BLOB;
`

export const frameTimes = { id: 3, name: 'frame times', sql: schema }
