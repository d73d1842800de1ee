import type { Settings } from '../settings/settings.ts';

/** The sizes of a model, and how to train it, for a certain time. */
export interface Sizes extends Pick<Settings, 'layers' | 'heads' | 'embd' | 'lr'> {
  /** The least time that these sizes are for, in seconds on the reference machine of `stepSeconds`. */
  readonly from: number;
  /** The largest context window of a text; one for lines may be four times as long. */
  readonly block: number;
  /** The number of tokens in a batch, about. */
  readonly tokens: number;
}

/**
 * The sizes for each kind of data, by time.
 *
 * Those for 15 seconds and a minute were compared with others by training them, and the text's for 4 minutes were trained
 * once: docs/grid.md. The others are not measured. They continue the growth of those: in four times the time, a model with
 * about twice the parameters sees about twice as many tokens, and the larger the model, the lower its rate.
 */
export const sizes: Readonly<Record<Settings['kind'], readonly Sizes[]>> = {
  lines: [
    { from: 0, layers: 1, heads: 4, embd: 16, block: 64, tokens: 228, lr: 0.01 },
    { from: 2, layers: 1, heads: 4, embd: 32, block: 64, tokens: 228, lr: 0.01 },
    { from: 10, layers: 2, heads: 4, embd: 48, block: 64, tokens: 228, lr: 0.005 },
    { from: 40, layers: 2, heads: 4, embd: 64, block: 64, tokens: 228, lr: 0.0025 },
    { from: 600, layers: 3, heads: 4, embd: 96, block: 128, tokens: 384, lr: 0.002 },
    { from: 3600, layers: 4, heads: 4, embd: 128, block: 256, tokens: 768, lr: 0.002 },
    { from: 14_400, layers: 6, heads: 6, embd: 192, block: 256, tokens: 1536, lr: 0.001 },
  ],
  text: [
    { from: 0, layers: 1, heads: 4, embd: 16, block: 32, tokens: 384, lr: 0.005 },
    { from: 1, layers: 1, heads: 4, embd: 32, block: 32, tokens: 384, lr: 0.01 },
    { from: 3, layers: 1, heads: 4, embd: 48, block: 32, tokens: 384, lr: 0.01 },
    { from: 10, layers: 1, heads: 4, embd: 64, block: 64, tokens: 384, lr: 0.008 },
    { from: 40, layers: 2, heads: 4, embd: 64, block: 64, tokens: 384, lr: 0.004 },
    { from: 120, layers: 3, heads: 4, embd: 80, block: 64, tokens: 384, lr: 0.004 },
    { from: 500, layers: 4, heads: 4, embd: 96, block: 128, tokens: 512, lr: 0.003 },
    { from: 1500, layers: 4, heads: 4, embd: 128, block: 128, tokens: 768, lr: 0.002 },
    { from: 14_400, layers: 6, heads: 6, embd: 192, block: 256, tokens: 1536, lr: 0.001 },
  ],
};
