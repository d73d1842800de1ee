import { cpu, type Tensor } from '@microgpt/autograd';
import { GPT, type GPTConfig, type GPTParts, type SequenceLayer } from '@microgpt/gpt';
import { Initializer, type Layer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { importOwn } from '../own/import-own.ts';
import type { LayersChecker } from './layers-checker.ts';

/** The sizes at which gradients are checked number by number, if the parts work with them. */
const MOST_HEADS = 4;
const HEAD_SIZE = 4;
/** The lengths of two documents. */
const LENGTHS = [3, 2];

/** Checks a user's own module by using it. */
export class ModuleChecker implements LayersChecker {
  async check(source: string, network: GPTConfig | undefined): Promise<void> {
    const parts = await importOwn(source);
    if (network === undefined) return;
    tried(() => {
      runOnce(network, parts);
    });
  }

  async checkGradients(source: string, network: GPTConfig): Promise<string | undefined> {
    const [parts, { checkLayer }] = await Promise.all([importOwn(source), import('@microgpt/nn/testing')]);
    const model = smallModel(network, parts).eval();
    const { nEmbd } = model.config;
    const N = LENGTHS.reduce((sum, length) => sum + length);
    const x = cpu.tensor(
      Array.from({ length: N * nEmbd }, (_, i) => Math.sin(i)),
      [N, nEmbd],
    );
    for (const { layer, run } of ownLayers(model, parts)) {
      try {
        checkLayer(layer, x, run);
      } catch (error) {
        return (error as Error).message.replace(/^checkLayer: /, '');
      }
    }
    return undefined;
  }
}

/** Creates a network of one layer, and computes a step of training and a token of writing. */
function runOnce(network: GPTConfig, parts: Partial<GPTParts>): void {
  const model = oneLayer(network, parts);
  const ids = LENGTHS.map((length) => Array.from({ length: Math.min(length, network.blockSize) }, (_, t) => t));
  model.forward(ids).crossEntropy(ids.flat()).backward();
  model.eval();
  model.forward([[0]], model.createCache());
}

/** A network of one layer, as small as the parts can be. */
function smallModel(network: GPTConfig, parts: Partial<GPTParts>): GPT {
  const nHead = Math.min(MOST_HEADS, network.nHead);
  try {
    const small = { ...network, nHead, nEmbd: HEAD_SIZE * nHead };
    runOnce(small, parts);
    return oneLayer(small, parts);
  } catch {
    return oneLayer(network, parts);
  }
}

function oneLayer(network: GPTConfig, parts: Partial<GPTParts>): GPT {
  // Weights this large keep inputs away from the kinks of activation functions.
  const init = new Initializer(cpu, new Random(1), { std: 0.5 });
  return new GPT({ ...network, nLayer: 1, ...parts }, init);
}

/** The layers that the parts created, and how to call them. */
function ownLayers(model: GPT, parts: Partial<GPTParts>) {
  const [block] = model.layers;
  const inBlock = block as SequenceLayer & { attn?: SequenceLayer; mlp?: Layer; norm1?: Layer };
  const called = (layer: SequenceLayer) => ({ layer, run: (x: Tensor) => layer.forward(x, LENGTHS) });
  const alone = (layer: Layer) => ({ layer, run: (x: Tensor) => layer.forward(x) });
  return [
    ...(parts.block ? [called(block)] : []),
    ...(parts.attention && inBlock.attn ? [called(inBlock.attn)] : []),
    ...(parts.mlp && inBlock.mlp ? [alone(inBlock.mlp)] : []),
    ...(parts.norm && inBlock.norm1 ? [alone(inBlock.norm1)] : []),
    ...(parts.embeddingNorm && model.embeddingNorm ? [alone(model.embeddingNorm)] : []),
    ...(parts.finalNorm && model.finalNorm ? [alone(model.finalNorm)] : []),
    ...(parts.head ? [alone(model.lmHead)] : []),
  ];
}

/** Runs the user's code. Turns what it throws into a RangeError with the same message. */
function tried(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
