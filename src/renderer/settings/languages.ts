/** Each in its own words. */
export const LANGUAGES = [
  ['en', 'English'],
  ['de', 'Deutsch'],
] as const
