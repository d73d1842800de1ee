import { expect, test } from 'vitest';
import { bytesSource, openSafetensors, readSafetensors, streamSafetensors, writeSafetensors } from '../src/index.ts';

test('what is written is read, with metadata', () => {
  const tensors = [
    ['flags', { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ['__proto__', { dtype: 'F64', shape: [], data: Float64Array.of(0.1) }],
    ['', { dtype: 'F32', shape: [2, 0], data: new Float32Array() }],
    ['i', { dtype: 'I64', shape: [1, 2], data: BigInt64Array.of(1n, -1n) }],
  ] as const;
  const file = readSafetensors(writeSafetensors(tensors, { metadata: { format: 'pt' } }));
  expect([...file.metadata]).toEqual([['format', 'pt']]);
  expect([...file.tensors]).toEqual(tensors);
});

test('F16 and BF16 are written from floats and read as floats', async () => {
  const data = Float32Array.of(1, -0.5, 65504, 1e-7, Infinity, -0);
  const bytes = writeSafetensors({ h: { dtype: 'F16', shape: [6], data }, b: { dtype: 'BF16', shape: [6], data } });
  const file = await openSafetensors(bytesSource(bytes));
  expect(await file.readFloat64('h')).toEqual(Float64Array.of(1, -0.5, 65504, 2 * 2 ** -24, Infinity, -0));
  expect((await file.readFloat32('b'))[3]).toBeCloseTo(1e-7, 9);
});

test('a stream has the bytes of writeSafetensors', async () => {
  const tensors = {
    a: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) },
    b: { dtype: 'F32', shape: [1], data: () => Promise.resolve(Float32Array.of(5)) },
  } as const;
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamSafetensors(tensors)) chunks.push(chunk);
  const whole = { ...tensors, b: { ...tensors.b, data: Float32Array.of(5) } };
  expect(Buffer.concat(chunks)).toEqual(Buffer.from(writeSafetensors(whole)));
});
