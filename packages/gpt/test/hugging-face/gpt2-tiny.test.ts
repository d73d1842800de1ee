import { cpu } from '@microgpt/autograd';
import { testGPT2Tiny } from './gpt2-tiny.ts';

testGPT2Tiny(cpu, 1e-9);
