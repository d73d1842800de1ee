// pnpm --filter examples start gpt2
// GPT-2: its network is a configuration of GPT, and its weights are in folders in Hugging Face's format.

import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generate, GPT } from '@microgpt/gpt';
import { loadHuggingFace, saveHuggingFace } from '@microgpt/gpt/hugging-face';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { fileSource } from '@microgpt/safetensors';
import { fromHuggingFace, StreamDecoder } from '@microgpt/tokenizer';
import { wasm } from '@microgpt/wasm';

const engine = await wasm();
const folder = process.argv.slice(2).find((arg) => arg !== 'gpt2' && arg !== '--'); // of a GPT-2 from Hugging Face
await (folder === undefined ? writeAndRead() : continueText(resolve(process.env.INIT_CWD ?? '.', folder)));

/** Saves a small GPT-2 with random weights to a folder, and loads it again. */
async function writeAndRead(): Promise<void> {
  const sizes = { vocabSize: 100, blockSize: 16, nLayer: 2, nHead: 2, nEmbd: 8 };
  const model = new GPT({ architecture: 'gpt2', ...sizes }, new Initializer(engine, new Random(1), { std: 0.02 }));
  console.log(String(model));

  const made = await mkdtemp(join(tmpdir(), 'gpt2-'));
  const files = saveHuggingFace(model);
  await writeFile(join(made, 'config.json'), files['config.json']);
  await writeFile(join(made, 'model.safetensors'), files['model.safetensors']);
  const { model: loaded } = await loadHuggingFace(openIn(made), { engine });
  const logits = [model, loaded].map((one) => String(one.forward([[3, 1, 4, 1, 5]]).toFlat()));
  console.log('the same logits after a round trip:', logits[0] === logits[1]);
}

/**
 * Runs GPT-2 itself. The folder needs `config.json`, `model.safetensors` and `tokenizer.json` of
 * https://huggingface.co/openai-community/gpt2
 */
async function continueText(folder: string): Promise<void> {
  const { model } = await loadHuggingFace(openIn(folder), { engine });
  const tokenizer = fromHuggingFace(JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')));
  const decoder = new StreamDecoder(tokenizer);
  const prompt = tokenizer.encode('The first rule of machine learning is');
  const sampling = { temperature: 0.8, topK: 50, maxTokens: 40 };
  for await (const { id } of generate(model, { rng: new Random(1), prompt, stop: tokenizer.bos, ...sampling })) {
    process.stdout.write(decoder.push(id));
  }
  console.log(decoder.end());
}

/** Opens the files of a folder. */
function openIn(folder: string) {
  return async (name: string) => {
    const file = await open(join(folder, name)).catch(() => undefined);
    return file && fileSource(file);
  };
}
