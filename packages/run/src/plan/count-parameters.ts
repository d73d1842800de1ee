import { networkOf, type NetworkSettings } from '../loop/network-of.ts';

/**
 * The number of parameters of a network with the default parts. It does not create the network.
 *
 * V·C + T·C for the embeddings and V·C for the head, unless it is tied; 12·C² for each layer, and 9·C for its biases. In GPT-2
 * each of its 2·layers + 1 norms has a gain, C, and its bias as well.
 */
export function countParameters(settings: NetworkSettings, vocabSize: number): number {
  const { architecture, bias, tieHead, nLayer, nEmbd, blockSize } = networkOf(settings, vocabSize);
  const embeddings = (vocabSize + blockSize) * nEmbd;
  const head = tieHead ? 0 : vocabSize * nEmbd;
  const layers = nLayer * (12 * nEmbd ** 2 + (bias ? 9 * nEmbd : 0));
  const norms = architecture === 'gpt2' ? (2 * nLayer + 1) * (bias ? 2 : 1) * nEmbd : 0;
  return embeddings + head + layers + norms;
}
