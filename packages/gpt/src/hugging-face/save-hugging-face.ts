import { checkArguments, checkKind } from '../check-arguments.ts';
import type { GPT } from '../model/gpt.ts';
import { configToJSON, type HuggingFaceConfig } from './config-json.ts';
import { fileTensors } from './file-tensors.ts';
import { checkFloatDType, checkIsGPT2, floatDTypes, writeWeights, type FloatDType } from './write-weights.ts';

/** The format of a model's files. */
export interface HuggingFaceFormat {
  /** The type of the numbers; default F32. F16 and BF16 are rounded to the nearest, ties to even. */
  readonly dtype?: FloatDType;
  /** The prefix of the names of tensors; default `transformer.`, as in transformers' `GPT2LMHeadModel`. */
  readonly prefix?: string;
  /** Other fields for `config.json`, such as `bos_token_id`; default none. */
  readonly config?: HuggingFaceConfig;
}

/** The files of a folder by name: a text, and the chunks of a large file. */
export interface HuggingFaceFiles {
  readonly 'config.json': string;
  readonly 'model.safetensors': AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>;
}

/**
 * A model as the files of a folder in Hugging Face's format, which transformers loads as `GPT2LMHeadModel`.
 *
 * ```ts
 * const files = saveHuggingFace(model);
 * await writeFile('mine/config.json', files['config.json']); // of node:fs/promises
 * await writeFile('mine/model.safetensors', files['model.safetensors']);
 * ```
 *
 * With the format that `loadHuggingFace` returned, every tensor has the bytes of the original. Biases that the model lacks
 * are zeros, because Hugging Face's GPT-2 always has them.
 *
 * @throws RangeError unless the model is GPT-2's network with its own parts
 */
export function saveHuggingFace(model: GPT, format: HuggingFaceFormat = {}): HuggingFaceFiles {
  const op = 'saveHuggingFace';
  checkArguments(op, arguments, 2, ['dtype', 'prefix', 'config']);
  checkIsGPT2(op, model);
  const { dtype = 'F32', prefix = 'transformer.', config = {} } = format;
  checkFloatDType(op, dtype);
  checkKind(op, 'a text for prefix', prefix, typeof prefix === 'string');
  const tensors = fileTensors({ ...model.config, bias: true }, { prefix, isConv1D: true });
  return {
    'config.json': `${JSON.stringify(configToJSON(model.config, floatDTypes[dtype], config), undefined, 2)}\n`,
    'model.safetensors': writeWeights(op, model, tensors, dtype, { format: 'pt' }),
  };
}
