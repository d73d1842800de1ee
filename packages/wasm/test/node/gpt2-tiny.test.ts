import { testGPT2Tiny } from '../../../gpt/test/hugging-face/gpt2-tiny.ts';
import { wasm } from '../../src/index.ts';

testGPT2Tiny(await wasm(), 1e-4);
