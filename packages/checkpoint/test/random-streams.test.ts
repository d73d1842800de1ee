import { cpu } from '@microgpt/autograd';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../src/index.ts';
import { bytesOf, Network } from './contents.ts';

/** A network and the stream of its dropout. */
function network(dropout = new Random(1)): Network {
  return new Network(new Initializer(cpu, new Random(0)), dropout);
}

describe('random streams', () => {
  test('in the modules of a model are saved and restored with it', async () => {
    const model = network();
    model.dropout.rng.random();
    const other = network(new Random(5));
    await (await openCheckpoint(await bytesOf({ model }))).load({ model: other });
    expect(other.dropout.rng.save()).toEqual(model.dropout.rng.save());
  });

  test('that were one must be one again, in one load or in two', async () => {
    const rng = new Random(1);
    const checkpoint = (): Promise<Uint8Array> => bytesOf({ model: network(rng), random: { rng } });
    const load = (await openCheckpoint(await checkpoint())).load({ model: network(), random: { rng: new Random(2) } });
    await expect(load).rejects.toThrow(
      'Checkpoint.load: "dropout.rng" and "rng" were one Random when the checkpoint was saved, and are two now',
    );
    const opened = await openCheckpoint(await checkpoint());
    const shared = new Random(3);
    await opened.load({ model: network(shared) });
    await expect(opened.load({ random: { rng: new Random(4) } })).rejects.toThrow('were one Random');
    await opened.load({ random: { rng: shared } });
  });

  test('that were two must not be one', async () => {
    const bytes = await bytesOf({ model: network(), random: { rng: new Random(2) } });
    const rng = new Random(3);
    await expect((await openCheckpoint(bytes)).load({ model: network(rng), random: { rng } })).rejects.toThrow(
      '"dropout.rng" and "rng" were two Randoms when the checkpoint was saved, and are one now',
    );
  });

  test('must have the saved names', async () => {
    const random = { data: new Random(1), samples: new Random(2) };
    const checkpoint = await openCheckpoint(await bytesOf({ model: network(), random }));
    await expect(checkpoint.load({ random: { data: new Random(1) } })).rejects.toThrow(
      'Checkpoint.load: the random streams of the checkpoint are { data, samples }, got { data }',
    );
  });
});
