/** Where the manifest of an export lies: another one at this place is not what was written. Null for a download. */
const schema = 'ALTER TABLE export ADD COLUMN manifest_path TEXT'

export const manifestPlace = { id: 6, name: 'manifest place', sql: schema }
