import { testBackward } from '../../autograd/test/backward.ts';
import { createWasm } from '../src/index.ts';

testBackward(await createWasm({ maximumBytes: 16 << 20 }));
