// pnpm --filter examples start activation
// Your own activation: an object with a name, a function and its derivative.

import { cpu, type Tensor, type Unary, Value } from '@microgpt/autograd';
import { checkGradients } from '@microgpt/autograd/testing';
import { GPT, type GPTConfig } from '@microgpt/gpt';
import { MLP } from '@microgpt/nn';
import { config, init, learnNames } from './learn-names.ts';

/** max(0, x)², which is smoother than ReLU at 0. See https://arxiv.org/abs/2109.08668 */
const squaredRelu: Unary = {
  name: 'squaredRelu',
  f: (x) => Math.max(0, x) ** 2,
  df: (x) => 2 * Math.max(0, x),
};

// It works on a single number, and on tensors of every engine.
const x = new Value(3);
x.map(squaredRelu).backward();
console.log(`at 3 it is ${x.map(squaredRelu).data}, with slope ${x.grad}`);

// Is its derivative right? If not, checkGradients throws an error that says where it is wrong, and the likely cause.
const inputs = cpu.parameter([-2, -0.5, 0.5, 3]);
const { error } = checkGradients(() => inputs.map(squaredRelu), { inputs });
console.log('its derivative is right:', error < 1e-6);

// In a GPT: the usual feed-forward part with this activation, and with biases.
const activation = (x: Tensor) => x.map(squaredRelu);
const mlp = ({ nEmbd }: GPTConfig) => new MLP([nEmbd, 4 * nEmbd, nEmbd], init, { activation });
await learnNames(new GPT({ ...config, mlp }, init));
