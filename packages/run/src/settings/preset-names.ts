/** The names of all presets. */
export const presetNames = ['names', 'shakespeare-char', 'gpt2'] as const;

/** The name of a preset. */
export type PresetName = (typeof presetNames)[number];
