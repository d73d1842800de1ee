// pnpm --filter examples start look-inside
// The inside of a model: activations and their gradients, the residual stream, and attention weights.

import { GPT } from '@microgpt/gpt';
import { trace } from '@microgpt/nn';
import { config, init } from './learn-names.ts';

const model = new GPT(config, init);
const name = [26, 0, 13, 13]; // BOS, a, n, n
const { result: loss, activations } = trace(model, () => model.forward([name]).crossEntropy([0, 13, 13, 0]));
loss.backward();

// The size of each activation and of its gradient, which shows whether gradients vanish or explode.
const size = (numbers: ArrayLike<number>) =>
  Math.sqrt(Array.from(numbers, (x) => x * x).reduce((sum, x) => sum + x) / numbers.length);
const inLayer = ['attn', 'residual', 'mlp'].map((name) => `layers.0.${name}`);
for (const path of ['embeddingNorm', ...inLayer, 'layers.0', 'layers.1', 'lmHead']) {
  const y = activations.get(path);
  if (y?.grad) console.log(path.padEnd(17), size(y.toFlat()).toFixed(3), size(y.grad.toFlat()).toFixed(5));
}

// The attention weights of the last token for itself and the tokens before it, in each head of the first layer.
const weights = activations.get('layers.0.attn.weights.0')?.toArray(3) ?? []; // (H, T, T)
for (const head of weights) console.log(head[3].map((w) => w.toFixed(2)).join(' '));
