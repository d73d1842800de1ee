export { Random, type RandomState } from './random.ts';
