import { cpu } from '@microgpt/autograd';
import { Initializer, Module } from '@microgpt/nn';
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

  test('may be in arrays', async () => {
    class Noise extends Module {
      readonly streams = [new Random(1), [new Random(2)]];
    }
    const [model, other] = [new Noise(), new Noise()];
    (model.streams[0] as Random).random();
    await (await openCheckpoint(await bytesOf({ model }))).load({ model: other });
    expect((other.streams[0] as Random).save()).toEqual((model.streams[0] as Random).save());
  });

  test('are restored in several models from one checkpoint', async () => {
    const rng = new Random(1);
    const checkpoint = await openCheckpoint(await bytesOf({ model: network(rng), random: { rng } }));
    for (const stream of [new Random(2), new Random(3)]) {
      await checkpoint.load({ model: network(stream), random: { rng: stream } });
      expect(stream.save()).toEqual(rng.save());
    }
  });

  test('are checked before anything changes', async () => {
    const checkpoint = await openCheckpoint(await bytesOf({ model: network(), random: { rng: new Random(2) } }));
    const model = network();
    model.hidden.weight.assign(cpu.zeros([6, 2]));
    await expect(checkpoint.load({ model, random: { other: new Random(3) } })).rejects.toThrow('got { other }');
    expect(model.hidden.weight.toFlat().every((x) => x === 0)).toBe(true);
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
      'Checkpoint.load: random streams: those of the checkpoint are { data, samples }, got { data }',
    );
  });
});
