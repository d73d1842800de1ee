/** The names of the guide's layers, as the page, the command line and checkpoints know them. */
export const guideLayers = ['rotary', 'grouped-query', 'mixture-of-experts', 'swiglu'] as const;

/** Layers of the guide. */
export type GuideLayers = (typeof guideLayers)[number];

/** Whether a text names layers of the guide. */
export function isGuideLayers(name: string): name is GuideLayers {
  return guideLayers.some((each) => each === name);
}
