// pnpm --filter examples start look-inside
// What passes through a model, forward and back: activations and their gradients, the residual stream, and attention.

import { GPT } from '@microgpt/gpt';
import { trace } from '@microgpt/nn';
import { config, init } from './learn-names.ts';

const model = new GPT(config, init);
const name = [26, 0, 13, 13]; // BOS, a, n, n
const { result: loss, activations } = trace(model, () => model.forward([name]).crossEntropy([0, 13, 13, 0]));
loss.backward();

// How large each is on the way, and how strongly the loss depends on it: from here one sees what vanishes or explodes.
const size = (numbers: ArrayLike<number>) =>
  Math.sqrt(Array.from(numbers, (x) => x * x).reduce((sum, x) => sum + x) / numbers.length);
const inLayer = ['attn', 'residual', 'mlp'].map((name) => `layers.0.${name}`);
for (const path of ['embeddingNorm', ...inLayer, 'layers.0', 'layers.1', 'lmHead']) {
  const y = activations.get(path);
  if (y?.grad) console.log(path.padEnd(17), size(y.toFlat()).toFixed(3), size(y.grad.toFlat()).toFixed(5));
}

// How much the last token takes from itself and those before it, in each head of the first layer.
const weights = activations.get('layers.0.attn.weights.0')?.toArray(3) ?? []; // (H, T, T)
for (const head of weights) console.log(head[3].map((w) => w.toFixed(2)).join(' '));
