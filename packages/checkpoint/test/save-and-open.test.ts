import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpu, scalar, type Engine } from '@microgpt/autograd';
import { Initializer, Linear, MLP } from '@microgpt/nn';
import { AdamW, SGD } from '@microgpt/optim';
import { Random } from '@microgpt/random';
import { openSafetensors, bytesSource } from '@microgpt/safetensors';
import { describe, expect, test } from 'vitest';
import { openCheckpoint, saveCheckpoint } from '../src/index.ts';
import { bytesOf, Network, Run } from './contents.ts';

const engines: readonly (readonly [string, Engine])[] = [
  ['scalar', scalar],
  ['cpu', cpu],
];

describe.each(engines)('[%s] a checkpoint', (_, engine) => {
  test('makes 30 steps, a file and 30 more steps equal to 60 steps, bit for bit', async () => {
    const straight = new Run(engine);
    const losses = straight.train(30);
    const bytes = await bytesOf(straight.contents);
    const rest = straight.train(30);

    const resumed = new Run(engine, 2);
    await (await openCheckpoint(bytes)).load(resumed.contents);
    expect(resumed.optimizer.stepCount).toBe(30);
    expect(resumed.train(30)).toEqual(rest);
    expect(rest[29]).toBeLessThan(losses[0]);
    expect(resumed.model.stateDict()).toEqual(straight.model.stateDict());
    expect(resumed.rng.save()).toEqual(straight.rng.save());
  });

  test.each(engines)('resumes on %s with nearly the same losses', async (_, other) => {
    const first = new Run(engine);
    first.train(10);
    const bytes = await bytesOf(first.contents);
    const rest = first.train(5);
    const second = new Run(other);
    await (await openCheckpoint(bytes)).load(second.contents);
    for (const [i, loss] of second.train(5).entries()) expect(loss).toBeCloseTo(rest[i], 12);
  });
});

describe('saveCheckpoint', () => {
  test('names the weights by their paths, in the precision of the engine', async () => {
    const { tensors } = await openSafetensors(bytesSource(await bytesOf({ model: new Run(cpu).model })));
    expect(tensors.get('model.hidden.weight')).toMatchObject({ dtype: 'F64', shape: [6, 2] });
  });

  test('writes a smaller file for weights alone', async () => {
    const run = new Run(cpu);
    run.train(1);
    const { length } = await bytesOf({ model: run.model });
    expect(length).toBeLessThan((await bytesOf(run.contents)).length);
  });

  test('copies everything except the weights at the call', async () => {
    const run = new Run(cpu);
    const chunks = saveCheckpoint({ model: run.model, random: { rng: run.rng } });
    const state = run.rng.save();
    run.rng.random();
    const saved: Uint8Array[] = [];
    for await (const chunk of chunks) saved.push(chunk);
    const rng = new Random(9);
    const checkpoint = await openCheckpoint(new Uint8Array(Buffer.concat(saved)));
    await checkpoint.load({ model: new Network(new Initializer(cpu, rng)), random: { rng } });
    expect(rng.save()).toEqual(state);
  });

  test('refuses a model that is not finite before the first chunk, so that no file is overwritten', async () => {
    const { model } = new Run(cpu);
    model.out.weight.assign([1, 2, NaN, 4, 5, 6]);
    const chunks = saveCheckpoint({ model });
    await expect(chunks.next()).rejects.toThrow('saveCheckpoint: "out.weight" holds NaN at index 2; it must be finite');
  });

  test('throws before the first chunk if the optimizer has taken a step since the call', async () => {
    const run = new Run(cpu);
    const chunks = saveCheckpoint(run.contents);
    run.train(1);
    await expect(chunks.next()).rejects.toThrow(
      'saveCheckpoint: the optimizer took a step before the file was written',
    );
  });

  test('throws if a weight changes while the file is written, which is then incomplete', async () => {
    const { model } = new Run(cpu);
    const chunks = saveCheckpoint({ model });
    const written: Uint8Array<ArrayBuffer>[] = [];
    const write = async (): Promise<void> => {
      for await (const chunk of chunks) {
        written.push(chunk);
        if (written.length === 2) model.out.weight.assign([1, 2, 3, 4, 5, 6]);
      }
    };
    await expect(write()).rejects.toThrow('saveCheckpoint: "model.out.weight" changed while the file was written');
    await expect(openCheckpoint(new Blob(written))).rejects.toThrow('the file is not a checkpoint, is incomplete');
  });

  test('leaves the last checkpoint as it was if it fails, when the new one is renamed', async () => {
    const file = join(tmpdir(), 'last-good.safetensors');
    const save = async (model: Network): Promise<void> => {
      await writeFile(`${file}.new`, saveCheckpoint({ model }));
      await rename(`${file}.new`, file);
    };
    const { model } = new Run(cpu);
    await save(model);
    const good = model.stateDict();
    model.out.weight.assign([NaN, 2, 3, 4, 5, 6]);
    await expect(save(model)).rejects.toThrow('holds NaN');
    await (await openCheckpoint(await readFile(file))).load({ model });
    expect(model.stateDict()).toEqual(good);
    await rm(file);
  });

  test('throws for something that is not a model, an optimizer without a state, and unknown contents', () => {
    const { model } = new Run(cpu);
    const call = (contents: object) => () => saveCheckpoint(contents as { model: Network });
    expect(call({})).toThrow('saveCheckpoint: expected a Module for model, got undefined');
    expect(call({ model, optimizer: { step: 1 } })).toThrow('an optimizer with stateDict() and loadStateDict(state)');
    expect(call({ model, randoms: {} })).toThrow('unknown option "randoms"; did you mean random?');
    expect(call({ model, random: new Random(1) })).toThrow('random streams by name, { rng }, got a Random');
    expect(call({ model, random: { rng: 42 } })).toThrow('a Random for "rng", got 42');
  });
});

describe('a checkpoint with only weights', () => {
  test('loads without an optimizer', async () => {
    const { model } = new Run(cpu, 3);
    const checkpoint = await openCheckpoint(await bytesOf({ model }));
    const other = new Run(cpu, 4).model;
    await checkpoint.load({ model: other });
    expect(other.stateDict()).toEqual(model.stateDict());
    expect(checkpoint.hasOptimizer).toBe(false);
  });

  test('cannot restore an optimizer, and says so', async () => {
    const checkpoint = await openCheckpoint(await bytesOf({ model: new Run(cpu).model }));
    await expect(checkpoint.load({ optimizer: new Run(cpu).optimizer })).rejects.toThrow(
      'Checkpoint.load: the checkpoint has no optimizer',
    );
  });
});

describe('Checkpoint.load', () => {
  test('does not depend on the order of the parameters', async () => {
    const rng = new Random(1);
    const model = new MLP([2, 3, 1], new Initializer(cpu, rng));
    const optimizer = new AdamW(model.namedParameters(), { lr: 0.1 });
    model
      .forward(cpu.tensor([[1, 2]]))
      .sum()
      .backward();
    optimizer.step();
    const checkpoint = await openCheckpoint(await bytesOf({ model, optimizer }));
    const reversed = new AdamW([...model.namedParameters()].reverse(), { lr: 0.1 });
    await checkpoint.load({ optimizer: reversed });
    expect(reversed.stateDict().parameters).toEqual(optimizer.stateDict().parameters);
  });

  test('names missing, unknown and misshapen parameters before it changes anything', async () => {
    const init = (): Initializer => new Initializer(cpu, new Random(1));
    const checkpoint = await openCheckpoint(await bytesOf({ model: new Linear(2, 3, init()) }));
    const load = (model: Linear | MLP) => checkpoint.load({ model });
    await expect(load(new Linear(2, 3, init(), { bias: true }))).rejects.toThrow('the checkpoint lacks "bias"');
    await expect(load(new MLP([2, 3], init()))).rejects.toThrow('the model lacks "weight"');
    const misshapen = new Linear(2, 4, init());
    const before = misshapen.stateDict();
    await expect(load(misshapen)).rejects.toThrow('"weight" is (4, 2) here but (3, 2) in the checkpoint');
    expect(misshapen.stateDict()).toEqual(before);
  });

  test('refuses the state of another kind of optimizer', async () => {
    const run = new Run(cpu);
    run.train(1);
    const checkpoint = await openCheckpoint(await bytesOf(run.contents));
    const sgd = new SGD(run.model.namedParameters(), { lr: 0.1, momentum: 0.9 });
    await expect(checkpoint.load({ optimizer: sgd })).rejects.toThrow('SGD.loadStateDict: each average of');
  });

  test('restores a large tensor in pieces', async () => {
    const large = (): Linear => new Linear(3000, 3000, Initializer.blank(cpu));
    const model = large();
    const last = 9e6 - 1;
    model.weight.assign(Float64Array.from({ length: 9e6 }, (_, i) => i / last));
    const bytes = await bytesOf({ model });
    const restored = large();
    await (await openCheckpoint(bytes)).load({ model: restored });
    expect(Buffer.compare(bufferOf(restored), bufferOf(model))).toBe(0);

    model.weight.assignRows([2999], cpu.full([1, 3000], NaN));
    await expect(bytesOf({ model })).rejects.toThrow('"weight" holds NaN at index 8997000; it must be finite');
  });

  test('refuses weights with a changed bit', async () => {
    const model = new Linear(1, 1, new Initializer(cpu, new Random(1)));
    const bytes = await bytesOf({ model });
    bytes[bytes.length - 16] ^= 1; // the weight, then two checksums
    const load = (await openCheckpoint(bytes)).load({ model });
    await expect(load).rejects.toThrow('Checkpoint.load: the checksum of "model.weight" differs; the file is damaged');
  });

  test('throws without targets', async () => {
    const checkpoint = await openCheckpoint(await bytesOf({ model: new Run(cpu).model }));
    await expect(checkpoint.load({})).rejects.toThrow('expected { model, optimizer, random }, at least one of them');
  });
});

describe('frozen parameters', () => {
  test('are frozen again, so that they get no steps', async () => {
    const straight = new Run(cpu);
    straight.model.hidden.freeze();
    straight.train(5);
    const bytes = await bytesOf(straight.contents);
    const resumed = new Run(cpu, 2);
    await (await openCheckpoint(bytes)).load(resumed.contents);
    expect(resumed.model.hidden.weight.requiresGrad).toBe(false);
    expect(resumed.model.out.weight.requiresGrad).toBe(true);
    expect(resumed.train(5)).toEqual(straight.train(5));
  });
});

describe('openCheckpoint', () => {
  test('opens bytes, a buffer, a Blob and a source', async () => {
    const bytes = await bytesOf({ model: new Run(cpu).model, extra: 'kept' });
    for (const file of [bytes, bytes.buffer as ArrayBuffer, new Blob([bytes as BlobPart]), bytesSource(bytes)]) {
      expect((await openCheckpoint(file)).extra).toBe('kept');
    }
  });

  test('opens a FileHandle of Node', async () => {
    const file = join(tmpdir(), 'opens-a-file.safetensors');
    await writeFile(file, saveCheckpoint({ model: new Run(cpu).model, extra: 'kept' }));
    const handle = await open(file);
    expect((await openCheckpoint(handle)).extra).toBe('kept');
    await handle.close();
    await rm(file);
  });

  test('does not read the weights', async () => {
    const bytes = await bytesOf({ model: new Linear(100, 100, new Initializer(cpu, new Random(1))) });
    let read = 0;
    const source = {
      size: bytes.length,
      read: (start: number, end: number) => {
        read += end - start;
        return Promise.resolve(bytes.subarray(start, end));
      },
    };
    await openCheckpoint(source);
    expect(read).toBeLessThan(1000);
  });

  test('refuses a safetensors file from another program, and a newer format', async () => {
    const bytes = await bytesOf({ model: new Run(cpu).model });
    const changed = (from: string, to: string): Uint8Array =>
      new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replace(from, to), 'latin1'));
    await expect(openCheckpoint(changed('"format":"microgpt"', '"format":"pytorch!"'))).rejects.toThrow(
      'openCheckpoint: not a checkpoint: expected the format "microgpt" in the metadata, got "pytorch!"',
    );
    await expect(openCheckpoint(changed('"version":"1"', '"version":"2"'))).rejects.toThrow(
      'openCheckpoint: expected version 1 of the format, got "2"; a newer @microgpt/checkpoint may read it',
    );
    await expect(openCheckpoint(new Uint8Array(4))).rejects.toThrow('openSafetensors');
    await expect(openCheckpoint('names.safetensors' as unknown as Blob)).rejects.toThrow(
      'openCheckpoint: expected the bytes of a file, a Blob, a FileHandle, or a source { size, read }, got "names.safetensors"',
    );
  });
});

function bufferOf({ weight }: Linear): Buffer {
  return Buffer.from(weight.toFlat().buffer);
}
