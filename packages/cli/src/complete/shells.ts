/** The shells that have completions. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** The name of a shell. */
export type Shell = (typeof shells)[number];
