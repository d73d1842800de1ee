// Import and export of GPT-2's weights; a bundle contains only what a program imports.
/** @module hugging-face */

export type { HuggingFaceConfig } from './hugging-face/config-json.ts';
export {
  loadHuggingFace,
  type HuggingFaceModel,
  type LoadOptions,
  type OpenFile,
} from './hugging-face/load-hugging-face.ts';
export { loadNanoGPT, saveNanoGPT, type NanoGPTOptions } from './hugging-face/nano-gpt.ts';
export { saveHuggingFace, type HuggingFaceFiles, type HuggingFaceFormat } from './hugging-face/save-hugging-face.ts';
export type { FloatDType } from './hugging-face/write-weights.ts';
