import type { GPTConfig } from '@microgpt/gpt';
import type { Settings } from '../settings/settings.ts';

/** The settings of the network. */
export type NetworkSettings = Pick<
  Settings,
  'architecture' | 'bias' | 'activation' | 'dropout' | 'tieHead' | 'layers' | 'heads' | 'embd' | 'block'
>;

/** The network of the settings, for tokens of a vocabulary. */
export function networkOf(settings: NetworkSettings, vocabSize: number): Required<GPTConfig> {
  const { architecture, bias, activation, dropout, tieHead, layers, heads, embd, block } = settings;
  const sizes = { vocabSize, blockSize: block, nLayer: layers, nHead: heads, nEmbd: embd };
  return { ...sizes, architecture, bias, activation, dropout, tieHead };
}
