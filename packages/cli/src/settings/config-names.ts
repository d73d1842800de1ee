/** The names that a config file may have, of which a folder holds at most one. */
export const configNames = [
  'microgpt.config.ts',
  'microgpt.config.mts',
  'microgpt.config.js',
  'microgpt.config.mjs',
  'microgpt.config.json',
] as const;
