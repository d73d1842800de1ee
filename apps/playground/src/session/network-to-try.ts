import type { GPTConfig } from '@microgpt/gpt';
import { resolveSettings, type GivenSettings } from '@microgpt/run';

/** The number of tokens of a network that only tries layers out. */
const VOCABULARY = 5;

/** A network of one layer with the sizes of the settings, to try layers out. */
export function networkToTry(given: GivenSettings): GPTConfig {
  const { architecture, bias, activation, tieHead, heads, embd, block } = resolveSettings(given, {});
  const sizes = { vocabSize: VOCABULARY, blockSize: block, nLayer: 1, nHead: heads, nEmbd: embd };
  return { architecture, bias, activation, tieHead, ...sizes };
}
