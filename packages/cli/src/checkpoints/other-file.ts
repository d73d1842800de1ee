import { readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSource, openSafetensors } from '@microgpt/safetensors';
import { lastOf, runPaths } from '../run/run-paths.ts';
import { withoutFunction } from './about-file.ts';

/**
 * What a file is that is no checkpoint, and which command reads it, as an error message.
 *
 * @param error the reason why it is no checkpoint
 */
export async function otherFileProblem(file: string, handle: FileHandle, error: Error): Promise<string> {
  const { bytesRead, buffer } = await handle.read(new Uint8Array(9), 0, 9, 0);
  const start = Buffer.from(buffer.subarray(0, bytesRead)).toString('latin1');
  if (bytesRead === 0) return `${file} is empty; pass a checkpoint`;
  if (start.startsWith('PK') || start.startsWith('\x80\x02')) {
    return `${file} is a file of PyTorch, which only Python reads; ${pythonRemedy(file)}`;
  }
  if (start.startsWith('GGUF')) return `${file} is a GGUF file of llama.cpp, not a checkpoint; pass a checkpoint`;
  const weights = await weightsIn(handle);
  if (weights === 'checkpoint') return newerOrDamaged(file, error);
  if (weights !== undefined) return `${file} is not a checkpoint of microgpt but ${weights}`;
  if (/^[\t\n\r\x20-\x7e]+$/.test(start)) {
    return `${file} is a text and not a checkpoint; microgpt train ${file} trains a model on it`;
  }
  if (start.endsWith('{')) return damaged(file, error); // begins as a safetensors file does
  return `${file} is not a checkpoint; pass one, which microgpt train and microgpt import write`;
}

/** What a folder is, and which command reads it, as an error message. */
export async function otherFolderProblem(folder: string): Promise<string> {
  const names = await readdir(folder);
  if (names.includes('config.json') && names.some((name) => name.endsWith('.safetensors'))) {
    return `${folder} is a folder in Hugging Face's format; microgpt import ${folder} model.safetensors makes a checkpoint of it`;
  }
  const files = names.filter((name) => name.endsWith('.safetensors'));
  const found = files.find((name) => name === 'checkpoint.safetensors') ?? files.find((name) => lastOf(name) === name);
  const remedy = found === undefined ? 'pass a checkpoint' : `pass a file in it, such as ${join(folder, found)}`;
  return `${folder} is a folder; ${remedy}`;
}

/** How to convert a file of PyTorch. */
function pythonRemedy(file: string): string {
  const code =
    `import torch, safetensors.torch as s; c = torch.load('${file}', map_location='cpu'); ` +
    `s.save_file({k.removeprefix('_orig_mod.'): v.contiguous() for k, v in c['model'].items() if 'lm_head' not in k}, ` +
    `'nanogpt.safetensors', {'n_head': str(c['model_args']['n_head'])})`;
  return `if it is nanoGPT's ckpt.pt, convert it with python3 -c "${code}", then microgpt import nanogpt.safetensors model.safetensors`;
}

/** What a safetensors file holds: a checkpoint, or the weights of another program; undefined if it is no safetensors file. */
async function weightsIn(handle: FileHandle): Promise<string | undefined> {
  try {
    const { metadata, tensors } = await openSafetensors(await fileSource(handle));
    if (metadata.get('format') === 'microgpt') return 'checkpoint';
    const held = `a safetensors file with ${tensors.size} tensor${tensors.size === 1 ? '' : 's'}`;
    const names = [...tensors.keys()];
    if (names.some((name) => name.endsWith('h.0.attn.c_attn.weight'))) {
      return `${held}, GPT-2's weights without their settings; pass its folder, with config.json, to microgpt import, or the file if it is nanoGPT's`;
    }
    return `${held} of another program; microgpt reads its own checkpoints, and imports GPT-2 from Hugging Face and nanoGPT`;
  } catch {
    return undefined;
  }
}

function newerOrDamaged(file: string, error: Error): string {
  const version = /version \d+ of the format, got "?([^";]*)"?/.exec(error.message)?.[1];
  if (version === undefined) return damaged(file, error);
  return `${file} has version ${version} of the format, which is newer than this program; update it with npm install @microgpt/cli@latest`;
}

/** What is wrong with a damaged file, and where the checkpoint before it is. */
function damaged(file: string, error: Error): string {
  const inner = /\((.*)\)/s.exec(error.message)?.[1] ?? error.message;
  const { previous } = runPaths(lastOf(file));
  return `${file} is damaged: ${withoutFunction(inner)}; use another checkpoint, such as ${previous}`;
}
