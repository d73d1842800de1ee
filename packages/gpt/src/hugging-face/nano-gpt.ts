import { Initializer } from '@microgpt/nn';
import { openSafetensors, type ByteSource } from '@microgpt/safetensors';
import { checkArguments, checkKind, hasMethod } from '../check-arguments.ts';
import { resolveConfig, type GPTConfig } from '../config.ts';
import { GPT } from '../model/gpt.ts';
import { fileTensors, prefixOf } from './file-tensors.ts';
import { weightsIn, type LoadOptions } from './load-hugging-face.ts';
import { matchWeights, readWeights, type Weights } from './read-weights.ts';
import { checkFloatDType, checkIsGPT2, writeWeights, type FloatDType } from './write-weights.ts';

/** The options of {@link loadNanoGPT}. */
export interface NanoGPTOptions extends LoadOptions {
  /** The number of heads, which does not follow from the shapes; default that in the file's metadata (`n_head`). */
  readonly nHead?: number;
}

const N_HEAD = 'n_head';

/**
 * Loads a model of nanoGPT, whose `state_dict` was saved as safetensors: weights are (out, in), GELU is exact, and the
 * head is tied. The sizes, and whether there are biases, follow from the tensors. Dropout is 0 by default.
 *
 * ```python
 * state = torch.load('ckpt.pt')['model']; state.pop('lm_head.weight', None); state.pop('_orig_mod.lm_head.weight', None)
 * safetensors.torch.save_file(state, 'nanogpt.safetensors')
 * ```
 *
 * @throws RangeError if a tensor is missing, unknown or has another shape, a number is not finite, or nHead is unknown
 * @throws TypeError if an argument has the wrong type
 * @see https://github.com/karpathy/nanoGPT/blob/master/model.py
 */
export async function loadNanoGPT(source: ByteSource, options: NanoGPTOptions): Promise<GPT> {
  const op = 'loadNanoGPT';
  checkArguments(op, arguments, 2, ['engine', 'rng', 'dropout', 'nHead']);
  const { engine, rng, dropout = 0, nHead } = options;
  checkKind(op, 'an engine', engine, hasMethod(engine, 'parameter'));
  const file = await openSafetensors(source);
  const heads = nHead ?? Number(file.metadata.get(N_HEAD) ?? NaN);
  if (Number.isNaN(heads)) throw new RangeError(`${op}: the file does not contain the number of heads; pass nHead`);
  const weights = weightsIn(file);
  const prefix = prefixOf(weights.keys()) ?? 'transformer.';
  const config = resolveConfig({ ...shapesOf(op, weights, prefix), nHead: heads, dropout });
  const layout = { prefix, isConv1D: false };
  const matched = matchWeights(op, weights, fileTensors(config, layout), layout);
  const model = new GPT(config, Initializer.blank(engine, rng));
  await readWeights(op, matched, model);
  return model;
}

/**
 * A model as a file of nanoGPT's `state_dict` in safetensors, in chunks; its metadata holds the number of heads.
 *
 * @param options `dtype`: the type of the numbers, default F32
 * @throws RangeError unless the model is GPT-2's network with its own parts, exact GELU and a tied head
 */
export function saveNanoGPT(
  model: GPT,
  options: { readonly dtype?: FloatDType } = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  const op = 'saveNanoGPT';
  checkArguments(op, arguments, 2, ['dtype']);
  checkIsGPT2(op, model);
  const { dtype = 'F32' } = options;
  checkFloatDType(op, dtype);
  const { activation, tieHead, nHead } = model.config;
  if (activation !== 'gelu') {
    throw new RangeError(`${op}: nanoGPT has the activation gelu, which is exact; the model has ${activation}`);
  }
  if (!tieHead) throw new RangeError(`${op}: nanoGPT has a tied head; the head of the model is not tied`);
  const tensors = fileTensors(model.config, { prefix: 'transformer.', isConv1D: false });
  return writeWeights(op, model, tensors, dtype, { format: 'pt', [N_HEAD]: String(nHead) });
}

/** The configuration that follows from the shapes of the tensors. */
function shapesOf(op: string, weights: Weights, prefix: string): Omit<GPTConfig, 'nHead'> {
  const shapeOf = (name: string): readonly number[] => {
    const shape = weights.get(prefix + name)?.info.shape;
    if (shape?.length === 2) return shape;
    throw new RangeError(`${op}: expected a matrix "${prefix}${name}"; is this the file of a nanoGPT model?`);
  };
  const [vocabSize, nEmbd] = shapeOf('wte.weight');
  const [blockSize] = shapeOf('wpe.weight');
  let nLayer = 0;
  while (weights.has(`${prefix}h.${nLayer}.ln_1.weight`)) nLayer++;
  const bias = weights.has(`${prefix}ln_f.bias`);
  return { architecture: 'gpt2', vocabSize, blockSize, nEmbd, nLayer, bias, activation: 'gelu' };
}
