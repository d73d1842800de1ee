import type { Engine } from '@microgpt/autograd';
import { saveCheckpoint } from '@microgpt/checkpoint';
import { loadHuggingFace } from '@microgpt/gpt/hugging-face';
import { blobSource } from '@microgpt/safetensors';
import { loadTokenizer } from '@microgpt/tokenizer';
import { bytesOf } from './bytes-of.ts';
import type { FolderFile } from './trainer.ts';

/**
 * GPT-2 in Hugging Face's format as a checkpoint of a model alone.
 *
 * @throws RangeError if a file is missing, or they describe another network
 */
export async function bytesOfFolder(files: readonly FolderFile[], engine: Engine): Promise<Uint8Array<ArrayBuffer>> {
  const fileNamed = (name: string): Blob | undefined => files.find((file) => file.name === name)?.file;
  const tokenizer = await loadTokenizer((name) => fileNamed(name)?.text());
  if (tokenizer === undefined) {
    throw new RangeError('the folder has no tokenizer; add tokenizer.json, or vocab.json and merges.txt');
  }
  const openFile = (name: string) => {
    const file = fileNamed(name);
    return Promise.resolve(file && blobSource(file));
  };
  const { model } = await loadHuggingFace(openFile, { engine });
  return bytesOf(saveCheckpoint({ model, tokenizer }));
}
