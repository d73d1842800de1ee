import type { GPTParts } from '@microgpt/gpt';
import { GroupedQueryAttention } from './grouped-query-attention.ts';
import type { GuideLayers } from './guide-layers.ts';
import { MixtureOfExperts } from './mixture-of-experts.ts';
import { RotaryAttention } from './rotary-attention.ts';
import { SwiGLU } from './swiglu.ts';

/** The number of experts in each layer. */
const EXPERTS = 4;

/** The parts of the network that the layers of the guide replace. */
export const guideParts: Readonly<Record<GuideLayers, Partial<GPTParts>>> = {
  rotary: {
    attention: (config, init) => {
      const { nEmbd, nHead } = config;
      if ((nEmbd / nHead) % 2 === 0) return new RotaryAttention(config, init);
      throw new RangeError(
        `rotary positions turn pairs of numbers, but a head has ${nEmbd / nHead}; set the width to a multiple of ${2 * nHead}`,
      );
    },
  },
  'grouped-query': {
    attention: (config, init) => new GroupedQueryAttention(config, groupOf(config.nHead), init),
  },
  'mixture-of-experts': { mlp: (config, init) => new MixtureOfExperts(config, EXPERTS, init) },
  swiglu: { mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, 2 * nEmbd, init) },
};

/** How many heads share keys and values: two, or all if their number is odd. */
function groupOf(heads: number): number {
  return heads % 2 === 0 ? 2 : heads;
}
