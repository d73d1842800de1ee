// pnpm --filter bench gpt2-memory
// Time and memory of a full-size GPT-2, 124 million parameters: reading its file; creating, loading and saving it. Each
// measurement runs in its own process. The exit code is 1 if one takes more than the model's own memory plus 300 MB.

import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cpu } from '@microgpt/autograd';
import { openCheckpoint, saveCheckpoint } from '@microgpt/checkpoint';
import { GPT, type GPTConfig } from '@microgpt/gpt';
import { modelFrom } from '@microgpt/gpt/checkpoint';
import { loadHuggingFace, saveHuggingFace } from '@microgpt/gpt/hugging-face';
import { Initializer } from '@microgpt/nn';
import { fileSource, openSafetensors, streamSafetensors } from '@microgpt/safetensors';
import { wasm } from '@microgpt/wasm';

const config: GPTConfig = {
  architecture: 'gpt2',
  vocabSize: 50_257,
  blockSize: 1024,
  nLayer: 12,
  nHead: 12,
  nEmbd: 768,
};

const engines = { wasm, cpu: () => Promise.resolve(cpu) };
type EngineName = keyof typeof engines;

/** The work of one process; the measured time excludes the start of the process. */
type Work = (folder: string, engine: EngineName) => Promise<unknown>;

const works: Readonly<Record<string, Work>> = {
  'read the file': async (folder) => {
    const handle = await open(join(folder, 'model.safetensors'));
    const file = await openSafetensors(await fileSource(handle));
    for (const name of file.tensors.keys()) await file.read(name);
    await handle.close();
  },
  create: async (_, engine) => new GPT(config, Initializer.blank(await engines[engine]())),
  load: (folder, engine) => load(folder, engine),
  'load and save': async (folder, engine) => {
    const files = saveHuggingFace(await load(folder, engine));
    await pipeline(Readable.from(files['model.safetensors']), createWriteStream(join(folder, 'saved.safetensors')));
  },
  'load, and save a checkpoint': async (folder, engine) => {
    const chunks = saveCheckpoint({ model: await load(folder, engine) });
    await pipeline(Readable.from(chunks), createWriteStream(join(folder, CHECKPOINT)));
  },
  'load the checkpoint': async (folder, engine) => {
    const handle = await open(join(folder, CHECKPOINT));
    const model = await modelFrom(await openCheckpoint(handle), { engine: await engines[engine]() });
    await handle.close();
    return model;
  },
};

/** The report of a process, in seconds and bytes. */
interface Report {
  readonly seconds: number;
  readonly peak: number;
}

const SLACK = 300e6;
const PROGRAM = 'program.mjs';
const CHECKPOINT = 'checkpoint.safetensors';

const [folder, work, engine] = process.argv.slice(2) as Partial<[string, string, EngineName]>;
if (folder !== undefined && work !== undefined && engine !== undefined) await measure(folder, work, engine);
else await measureAll();

async function measureAll(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gpt2-'));
  try {
    await buildProgram(folder);
    await writeRandomGPT2(folder);
    report('read the file');
    for (const engine of ['wasm', 'cpu'] as const) {
      for (const work of Object.keys(works).slice(1)) report(work, engine);
    }
  } finally {
    await rm(folder, { recursive: true });
  }

  function report(work: string, engine?: EngineName): void {
    const program = [join(folder, PROGRAM), folder, work, engine ?? 'cpu'];
    const output = execFileSync(process.execPath, program, { encoding: 'utf8' });
    const { seconds, peak } = JSON.parse(output) as Report;
    const times = `${work}: ${seconds.toFixed(2)} s, peak ${megabytes(peak)}`;
    if (engine === undefined) {
      console.log(times);
      return;
    }
    const own = parameterCount() * (engine === 'wasm' ? 4 : 8);
    console.log(`${engine}: ${times}: ${megabytes(own)} for the model and ${megabytes(peak - own)} more`);
    if (peak - own > SLACK) process.exitCode = 1;
  }
}

/** Builds this file, because a TypeScript loader in the process would also take memory. */
async function buildProgram(folder: string): Promise<void> {
  const { build } = await import('esbuild');
  await build({
    entryPoints: [fileURLToPath(import.meta.url)],
    outfile: join(folder, PROGRAM),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@microgpt/source'],
    external: ['esbuild'],
    logLevel: 'error',
  });
}

/** Does the work and prints its report. */
async function measure(folder: string, name: string, engine: EngineName): Promise<void> {
  const start = performance.now();
  const result = await works[name](folder, engine);
  const seconds = (performance.now() - start) / 1000;
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ seconds, peak } satisfies Report));
  if (result instanceof GPT) result.forward([[0]]); // keeps the model until here
}

async function load(folder: string, engine: EngineName): Promise<GPT> {
  const handles: FileHandle[] = [];
  const openFile = async (file: string) => {
    const handle = await open(join(folder, file));
    handles.push(handle);
    return fileSource(handle);
  };
  const { model } = await loadHuggingFace(openFile, { engine: await engines[engine]() });
  for (const handle of handles) await handle.close();
  return model;
}

/** The files of a GPT-2 with random weights. */
async function writeRandomGPT2(folder: string): Promise<void> {
  const { vocabSize: V, blockSize: T, nEmbd: C, nLayer } = config;
  const json = { model_type: 'gpt2', vocab_size: V, n_positions: T, n_layer: nLayer, n_head: config.nHead, n_embd: C };
  await writeFile(join(folder, 'config.json'), JSON.stringify(json));
  const shapes = {
    'ln_1.weight': [C],
    'ln_1.bias': [C],
    'attn.c_attn.weight': [C, 3 * C],
    'attn.c_attn.bias': [3 * C],
    'attn.c_proj.weight': [C, C],
    'attn.c_proj.bias': [C],
    'ln_2.weight': [C],
    'ln_2.bias': [C],
    'mlp.c_fc.weight': [C, 4 * C],
    'mlp.c_fc.bias': [4 * C],
    'mlp.c_proj.weight': [4 * C, C],
    'mlp.c_proj.bias': [C],
  };
  const blocks = Array.from({ length: nLayer }, (_, i) =>
    Object.entries(shapes).map(([name, shape]) => [`h.${i}.${name}`, shape] as const),
  );
  const all = [
    ['wte.weight', [V, C]] as const,
    ['wpe.weight', [T, C]] as const,
    ...blocks.flat(),
    ['ln_f.weight', [C]] as const,
    ['ln_f.bias', [C]] as const,
  ];
  const tensors = all.map(([name, shape]) => {
    const data = () => new Float32Array(shape.reduce((a, b) => a * b, 1)).map((_, i) => Math.sin(i) / 50);
    return [name, { dtype: 'F32', shape, data }] as const;
  });
  await pipeline(Readable.from(streamSafetensors(tensors)), createWriteStream(join(folder, 'model.safetensors')));
}

function parameterCount(): number {
  const { vocabSize: V, blockSize: T, nEmbd: C, nLayer } = config;
  return (V + T) * C + nLayer * (12 * C * C + 13 * C) + 2 * C;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
