import type { Choice } from '../../../design/chip-group.tsx';
import type { GuideLayers } from 'examples/guide-layers';
import { ownModule } from '../../../layers/layers-key.ts';

/** What the page says about the layers of the guide. */
export const layersWords: readonly Choice<GuideLayers>[] = [
  {
    value: 'rotary',
    label: 'rotary positions',
    sentence: 'Attention also sees how far apart two letters are.',
  },
  {
    value: 'grouped-query',
    label: 'grouped queries',
    sentence: 'Heads share what they look back at in pairs, which makes the model smaller.',
  },
  {
    value: 'mixture-of-experts',
    label: 'a mixture of experts',
    sentence: 'Four small networks, and a router that sends each letter to one of them.',
  },
  {
    value: 'swiglu',
    label: 'SwiGLU',
    sentence: 'One half of the small network opens and closes the other, as in Llama.',
  },
];

/** What the page says about layers of the user's own. */
export const ownWords = {
  label: 'your own …',
  sentence: 'A JavaScript module (.js) that exports parts of the network, as for microgpt train --parts.',
};

/** What layers are called: their name in the list, or that of their file. */
export function wordOfLayers(key: string): string {
  const known = layersWords.find(({ value }) => value === key);
  return known?.label ?? ownModule(key)?.file ?? key;
}
