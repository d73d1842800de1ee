import type { Engine, Tensor } from '@microgpt/autograd';
import { BatchNorm, Dropout, Initializer, Linear, Module } from '@microgpt/nn';
import { Adam } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { saveCheckpoint, type CheckpointContents } from '../src/index.ts';

/** A network with parameters, buffers and its own random stream. */
export class Network extends Module {
  readonly hidden: Linear;
  readonly norm: BatchNorm;
  readonly dropout: Dropout;
  readonly out: Linear;

  constructor(init: Initializer, rng: Random = init.rng) {
    super();
    this.hidden = new Linear(2, 6, init, { bias: true });
    this.norm = new BatchNorm(6, init);
    this.dropout = new Dropout(0.25, rng);
    this.out = new Linear(6, 1, init);
  }

  forward(x: Tensor): Tensor {
    return this.out.forward(this.dropout.forward(this.norm.forward(this.hidden.forward(x)).tanh()));
  }
}

/** A training run: a network, an optimizer, and the stream that draws points, dropout and initial values. */
export class Run {
  readonly rng: Random;
  readonly model: Network;
  readonly optimizer: Adam;

  constructor(engine: Engine, seed = 1) {
    this.rng = new Random(seed);
    this.model = new Network(new Initializer(engine, this.rng, { std: 0.5 }));
    this.optimizer = new Adam(this.model.namedParameters(), { lr: (step) => 0.05 / (1 + step / 50) });
  }

  /** Trains on random points inside and outside a circle; returns the losses. */
  train(steps: number): number[] {
    const { rng, model, optimizer } = this;
    return Array.from({ length: steps }, () => {
      const points = Array.from({ length: 16 }, () => [rng.uniform(-1, 1), rng.uniform(-1, 1)]);
      const { engine } = model.out.weight;
      const targets = engine.tensor(points.map(([x, y]) => [x * x + y * y < 0.5 ? 1 : -1]));
      const loss = model.forward(engine.tensor(points)).sub(targets).pow(2).mean();
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      return loss.item();
    });
  }

  /** Everything that determines the next step. */
  get contents(): CheckpointContents {
    const { model, optimizer, rng } = this;
    return { model, optimizer, random: { rng } };
  }
}

/** The bytes of a checkpoint. */
export async function bytesOf(contents: CheckpointContents): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of saveCheckpoint(contents)) chunks.push(chunk);
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
