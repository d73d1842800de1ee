export { createWasm, wasm } from './wasm.ts';
