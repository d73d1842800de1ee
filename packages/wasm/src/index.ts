export { memoryBytes } from './memory-bytes.ts';
export { createWasm, wasm } from './wasm.ts';
