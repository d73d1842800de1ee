import { noGrad } from '@microgpt/autograd';
import { GPT, type Batch, type GPTParts } from '@microgpt/gpt';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';

/**
 * How many numbers dropout draws in a forward pass of a model in training. They depend on the network and the batch, not on the weights.
 *
 * @param parts your own parts of the network, which may draw, too
 */
export function dropoutDraws({ config, wte }: GPT, { inputs }: Batch, parts: Partial<GPTParts> = {}): number {
  if (config.dropout === 0 && Object.keys(parts).length === 0) return 0;
  const rng = new CountingRandom(0);
  const copy = new GPT({ ...config, ...parts }, Initializer.blank(wte.weight.engine, rng));
  noGrad(() => copy.forward(inputs)).dispose();
  for (const tensor of copy.namedTensors().values()) tensor.dispose();
  return rng.count;
}

class CountingRandom extends Random {
  count = 0;

  override random(): number {
    this.count++;
    return super.random();
  }
}
