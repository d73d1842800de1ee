import { cpu } from '@microgpt/autograd';
import { Initializer, Linear } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { bytesSource, openSafetensors } from '@microgpt/safetensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openCheckpoint, saveCheckpoint } from '../src/index.ts';
import { bytesOf } from './contents.ts';

const model = new Linear(1, 1, new Initializer(cpu, new Random(1)));

async function restored(extra: unknown): Promise<unknown> {
  return (await openCheckpoint(await bytesOf({ model, extra }))).extra;
}

describe('the extra data of a program', () => {
  test('is restored unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (extra) => {
        const expected: unknown = JSON.parse(JSON.stringify(extra)); // -0 becomes 0
        expect(await restored(extra)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('may hold typed arrays, which keep their type', async () => {
    const extra = {
      losses: Float64Array.of(3.3, NaN, -Infinity),
      ids: new Int32Array([7, -8]),
      nested: [{ big: BigInt64Array.of(2n ** 62n) }, new Uint8Array(0)],
      half: new Float32Array([0.1]),
      tokens: Uint16Array.of(1, 65535),
      large: Uint32Array.of(4e9),
      huge: BigUint64Array.of(2n ** 63n),
      pixels: Uint8ClampedArray.of(255),
    };
    expect(await restored(extra)).toEqual(extra);
  });

  test('may hold tensors as { shape, data }, which become tensors of the file', async () => {
    const extra = { average: { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) } };
    const bytes = await bytesOf({ model, extra });
    const { tensors } = await openSafetensors(bytesSource(bytes));
    expect(tensors.get('extra.average')?.shape).toEqual([2, 3]);
    expect((await openCheckpoint(bytes)).extra).toEqual(extra);
  });

  test('may have keys such as __proto__, and the same path twice', async () => {
    const extra: unknown = JSON.parse('{ "__proto__": { "polluted": true }, "constructor": 1 }');
    const back = await restored(extra);
    expect(Object.keys(back as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const twice = { 'a.b': Float32Array.of(1), a: { b: Float32Array.of(2) } };
    expect(await restored(twice)).toEqual(twice);
  });

  test.each([
    [{ loss: NaN }, 'extra.loss must be JSON or a typed array, got NaN'],
    [[undefined], 'extra.0 must be JSON or a typed array, got undefined'],
    [{ best: 10n }, 'extra.best must be JSON or a typed array, got 10n'],
    [new Map(), 'extra must be JSON or a typed array, got a Map'],
    [{ schedule: () => 0.1 }, 'extra.schedule must be JSON or a typed array, got a function'],
    [{ view: new DataView(new ArrayBuffer(2)) }, 'extra.view must be JSON or a typed array, got a DataView'],
    [{ $array: 'x' }, 'extra has the key "$array", which is reserved'],
  ])('%o cannot be saved', (extra, message) => {
    expect(() => saveCheckpoint({ model, extra })).toThrow(`saveCheckpoint: ${message}`);
  });

  test('cannot contain itself', () => {
    const extra: { self?: unknown } = {};
    extra.self = extra;
    expect(() => saveCheckpoint({ model, extra })).toThrow(
      'saveCheckpoint: extra is nested too deeply, or contains itself',
    );
  });
});
