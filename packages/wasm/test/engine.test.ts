import { testEngine } from '@microgpt/autograd/testing';
import { describe, test } from 'vitest';
import { createWasm } from '../src/index.ts';

const engine = await createWasm();

describe('[wasm] equals scalar, value and gradient', async () => {
  await testEngine(engine, { test });
});
