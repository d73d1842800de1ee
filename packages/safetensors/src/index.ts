export { blobSource, type ByteSource, bytesSource, type FileLike, fileSource } from './byte-source.ts';
export type { DType, TensorArray } from './dtypes.ts';
export type { TensorInfo } from './header.ts';
export type { Named } from './layout.ts';
export { readSafetensors, type Safetensors, type TensorData } from './read-safetensors.ts';
export { openSafetensors, type SafetensorsFile } from './safetensors-file.ts';
export {
  type StreamedTensor,
  streamSafetensors,
  type TensorPieces,
  type WriteOptions,
  writeSafetensors,
} from './write-safetensors.ts';
