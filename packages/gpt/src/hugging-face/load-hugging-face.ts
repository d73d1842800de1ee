import type { Engine } from '@microgpt/autograd';
import { Initializer } from '@microgpt/nn';
import type { Random } from '@microgpt/random';
import { openSafetensors, type ByteSource, type SafetensorsFile } from '@microgpt/safetensors';
import { checkArguments, checkKind, hasMethod } from '../check-arguments.ts';
import { resolveConfig } from '../config.ts';
import { GPT } from '../model/gpt.ts';
import { configFromJSON, type HuggingFaceConfig } from './config-json.ts';
import { fileTensors, prefixOf } from './file-tensors.ts';
import { matchWeights, readWeights, type Weight, type Weights } from './read-weights.ts';
import type { HuggingFaceFormat } from './save-hugging-face.ts';
import type { FloatDType } from './write-weights.ts';

/** A function that opens a file of a folder by its name; it returns undefined if there is none. */
export type OpenFile = (file: string) => Promise<ByteSource | undefined>;

/** The options of {@link loadHuggingFace}. */
export interface LoadOptions {
  /** The engine of the model. */
  readonly engine: Engine;
  /** The random stream of dropout; default `new Random(0)`. */
  readonly rng?: Random | undefined;
  /** The probability of dropout; default that of the file, which for GPT-2 is 0.1. */
  readonly dropout?: number | undefined;
}

/** A model, and the format in which it was saved: `saveHuggingFace(model, format)` writes the same tensors again. */
export interface HuggingFaceModel extends Required<HuggingFaceFormat> {
  readonly model: GPT;
}

const CONFIG = 'config.json';
const WEIGHTS = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';

/**
 * Loads GPT-2 from a folder in Hugging Face's format: `config.json` and `model.safetensors`, or the files that
 * `model.safetensors.index.json` names.
 *
 * ```ts
 * const openFile = async (name: string) => {
 *   const file = await open(`gpt2/${name}`).catch(() => undefined); // of node:fs/promises
 *   return file && fileSource(file);
 * };
 * const { model, ...format } = await loadHuggingFace(openFile, { engine: await wasm() });
 * ```
 *
 * At the end, it closes the sources that can be closed, as those of `fileSource` can.
 *
 * It reads one tensor at a time, so memory holds the model and its largest tensor. The numbers may be F64, F32, F16 or
 * BF16, and the names may begin with `transformer.`. It ignores the masks of older files (`attn.bias`) and the weight
 * of a tied head.
 *
 * @throws RangeError if a file or a tensor is missing, a tensor is unknown or has another shape, a number is not
 *   finite, or `config.json` describes a network that is not GPT-2's
 * @throws TypeError if an argument has the wrong type
 */
export async function loadHuggingFace(openFile: OpenFile, options: LoadOptions): Promise<HuggingFaceModel> {
  const op = 'loadHuggingFace';
  checkArguments(op, arguments, 2, ['engine', 'rng', 'dropout']);
  checkKind(op, 'a function that opens a file', openFile, typeof openFile === 'function');
  const { engine, rng, dropout } = { ...options };
  checkKind(op, 'an engine', engine, hasMethod(engine, 'parameter'));

  const opened: ByteSource[] = [];
  const openAndKeep: OpenFile = async (file) => {
    const source = await openFile(file);
    if (source === undefined) return undefined;
    const isSource = hasMethod(source, 'read') && typeof source.size === 'number';
    checkKind(`${op}: ${file}`, 'a source, such as fileSource(handle) or blobSource(blob)', source, isSource);
    opened.push(source);
    return source;
  };
  try {
    return await load(op, openAndKeep, { engine, rng, dropout });
  } finally {
    await Promise.allSettled(opened.map(async (source) => source.close?.()));
  }
}

async function load(op: string, open: OpenFile, { engine, rng, dropout }: LoadOptions): Promise<HuggingFaceModel> {
  const source = await open(CONFIG);
  if (source === undefined) throw new RangeError(`${op}: there is no ${CONFIG}`);
  const json = await readJSON(op, CONFIG, source);
  const config = resolveConfig(configFromJSON(op, json, dropout));
  const weights = await openWeights(op, open);
  if (config.nLayer > weights.size) {
    throw new RangeError(`${op}: ${CONFIG}: n_layer is ${config.nLayer}, but there are only ${weights.size} tensors`);
  }
  const prefix = prefixOf(weights.keys()) ?? '';
  const layout = { prefix, isConv1D: true };
  const matched = matchWeights(op, weights, fileTensors(config, layout), layout);
  const model = new GPT(config, Initializer.blank(engine, rng));
  await readWeights(op, matched, model);
  return { model, dtype: matched[0].info.dtype as FloatDType, prefix, config: json };
}

/** The headers of all files with weights. */
async function openWeights(op: string, open: OpenFile): Promise<Weights> {
  const single = await open(WEIGHTS);
  if (single !== undefined) return weightsIn(await openSafetensors(single));
  const source = await open(INDEX);
  if (source === undefined) throw new RangeError(`${op}: there is no ${WEIGHTS} and no ${INDEX}`);
  const { weight_map: map } = await readJSON(op, INDEX, source);
  checkKind(`${op}: ${INDEX}`, 'weight_map, the file of each tensor', map, Object(map) === map);
  const files = new Map<string, Weights>();
  const weights = new Map<string, Weight>();
  for (const [name, file] of Object.entries(map as Readonly<Record<string, unknown>>)) {
    // A name with a slash could lead out of the folder.
    const isName = typeof file === 'string' && !/[/\\]/.test(file);
    checkKind(`${op}: ${INDEX}: "${name}"`, 'the name of a file', file, isName);
    let shard = files.get(file);
    if (shard === undefined) {
      const found = await open(file);
      if (found === undefined) throw new RangeError(`${op}: there is no ${file}, which ${INDEX} names`);
      files.set(file, (shard = weightsIn(await openSafetensors(found))));
    }
    const tensor = shard.get(name);
    if (tensor === undefined) throw new RangeError(`${op}: ${file} has no "${name}", although ${INDEX} lists it`);
    weights.set(name, tensor);
  }
  return weights;
}

/** The tensors of one file. */
export function weightsIn(file: SafetensorsFile): Weights {
  return new Map([...file.tensors].map(([name, info]) => [name, { file, info }]));
}

async function readJSON(op: string, name: string, source: ByteSource): Promise<HuggingFaceConfig> {
  const text = new TextDecoder().decode(await source.read(0, source.size));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`${op}: ${name} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  checkKind(`${op}: ${name}`, 'an object', json, typeof json === 'object' && json !== null && !Array.isArray(json));
  return json as HuggingFaceConfig;
}
