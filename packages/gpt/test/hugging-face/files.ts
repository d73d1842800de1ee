import { bytesSource, readSafetensors } from '@microgpt/safetensors';
import type { HuggingFaceFiles, OpenFile } from '../../src/hugging-face.ts';

/** A folder in memory: the bytes or the text of each file. */
export type Folder = Readonly<Record<string, Uint8Array | string>>;

/** Opens the files of a folder in memory. */
export function opener(folder: Folder): OpenFile {
  return (file) => {
    if (!Object.hasOwn(folder, file)) return Promise.resolve(undefined);
    const content = folder[file];
    return Promise.resolve(bytesSource(typeof content === 'string' ? new TextEncoder().encode(content) : content));
  };
}

/** All files of a model in memory. */
export async function collect(files: HuggingFaceFiles): Promise<Record<string, Uint8Array | string>> {
  return { 'config.json': files['config.json'], 'model.safetensors': await bytesOf(files['model.safetensors']) };
}

/** The chunks of a file as one array. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: BlobPart[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** The dtype, the shape and the bytes of each tensor of a file, by name. */
export function tensorsIn(file: Uint8Array): Record<string, unknown> {
  const { tensors } = readSafetensors(file);
  const entries = [...tensors].map(([name, { dtype, shape, data }]) => {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
    return [name, { dtype, shape, bytes }];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}
