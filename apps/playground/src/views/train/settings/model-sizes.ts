import { resolveSettings, type GivenSettings } from '@microgpt/run';
import { isIncludedText } from '../../../data/included-texts.ts';
import { baseSettings } from '../../../session/config.ts';
import { networkOf, type Network } from './network-of.ts';

/** A network with a name, and a rate at which it learns well. */
export interface ModelSize {
  readonly id: 'base' | 'small' | 'medium' | 'gpt2';
  readonly label: string;
  readonly sentence: string;
  readonly network: Network;
  readonly rate: Required<Pick<GivenSettings, 'lr' | 'minLr'>>;
}

const small = { layers: 2, heads: 4, embd: 32 } as const;
const medium = { layers: 4, heads: 4, embd: 64 } as const;

/**
 * The networks to choose from for a text. The larger ones learn more slowly: they have lower rates, as in the plan of the command line.
 *
 * @param data the text, as in the configuration
 */
export function modelSizes(data: string): readonly ModelSize[] {
  const base = baseSettings(data);
  const isPublished = data === 'names' || !isIncludedText(data);
  return [
    size(
      base,
      'base',
      isPublished ? 'as published' : 'fits the text',
      isPublished ? 'The network of the original microgpt.' : 'A network sized for this text.',
      {},
    ),
    size(base, 'small', 'small', 'Two layers with a width of 32.', { ...small, lr: 0.008 }),
    size(base, 'medium', 'medium', 'Four layers with a width of 64.', { ...medium, lr: 0.004 }),
    size(
      base,
      'gpt2',
      'GPT-2’s shape',
      'Built like GPT-2, with biases and GELU, but small: four layers with a width of 64.',
      {
        ...medium,
        architecture: 'gpt2',
        lr: 0.003,
      },
    ),
  ];
}

/** The size that some settings have; undefined if none. */
export function sizeOf(sizes: readonly ModelSize[], settings: GivenSettings): ModelSize['id'] | undefined {
  const is = (network: Network) =>
    Object.entries(network).every(([name, value]) => settings[name as keyof Network] === value);
  return sizes.find(({ network }) => is(network))?.id;
}

function size(
  base: GivenSettings,
  id: ModelSize['id'],
  label: string,
  sentence: string,
  given: GivenSettings,
): ModelSize {
  const all = resolveSettings(given, base);
  return { id, label, sentence, network: networkOf(all), rate: { lr: all.lr, minLr: all.minLr } };
}
