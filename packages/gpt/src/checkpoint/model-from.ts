import type { Engine } from '@microgpt/autograd';
import type { Checkpoint } from '@microgpt/checkpoint';
import { Initializer } from '@microgpt/nn';
import { Random } from '@microgpt/random';
import { checkArguments, checkKind, hasMethod } from '../check-arguments.ts';
import { resolveConfig, type GPTConfig } from '../config.ts';
import { GPT, PART_NAMES } from '../model/gpt.ts';
import type { GPTDescription, GPTParts } from '../model/parts.ts';

/**
 * The options of {@link modelFrom}: an engine, and your own parts, which are functions and therefore not in the file.
 */
export interface ModelFromOptions extends Partial<GPTParts> {
  /** The engine of the model; it may differ from the engine of the saved model. */
  readonly engine: Engine;
  /** The random stream of the dropout. To resume exactly, pass the one that you also restore with `checkpoint.load`. */
  readonly rng?: Random;
  /** The probability of dropout, which is no part of the weights; default that of the saved model. */
  readonly dropout?: number;
}

/**
 * The GPT in a checkpoint, with its weights. No initial value is drawn.
 *
 * ```ts
 * const model = await modelFrom(checkpoint, { engine: cpu });
 * const model = await modelFrom(checkpoint, { engine: cpu, mlp: ({ nEmbd }, init) => new SwiGLU(nEmbd, init) });
 * ```
 *
 * @throws RangeError if the checkpoint holds another kind of model, its configuration does not fit its tensors, or parts
 *   are missing or were not used
 */
export async function modelFrom(checkpoint: Checkpoint, options: ModelFromOptions): Promise<GPT> {
  const op = 'modelFrom';
  checkArguments(op, arguments, 2, ['engine', 'rng', 'dropout', ...PART_NAMES]);
  checkKind(op, 'a checkpoint from openCheckpoint', checkpoint, hasMethod(checkpoint, 'load'));
  const { engine, rng = new Random(0), dropout, ...given } = { ...options };
  checkKind(op, 'an engine such as cpu', engine, hasMethod(engine, 'parameter'));
  const { config, parts } = description(op, checkpoint.model);
  checkParts(op, parts, given);
  checkSizes(
    op,
    config,
    checkpoint.shapes,
    ['block', 'attention', 'mlp', 'norm'].some((name) => parts.includes(name)),
  );
  const changed = dropout === undefined ? config : { ...config, dropout };
  const model = new GPT({ ...changed, ...given }, Initializer.blank(engine, rng));
  await checkpoint.load({ model });
  return model;
}

/** The configuration and the parts that `GPT.toJSON` returned. */
function description(op: string, model: unknown): { config: GPTConfig; parts: readonly string[] } {
  const { type, config, parts } = { ...(model as Partial<GPTDescription> | null) };
  const isDescription = typeof type === 'string' && Object(config) === config && Array.isArray(parts);
  if (isDescription && type === 'GPT') return { config: config as GPTConfig, parts: parts as readonly string[] };
  const held = isDescription ? `holds a ${type}, not a GPT` : 'does not describe a GPT';
  throw new RangeError(
    `${op}: the checkpoint ${held}; create the model yourself and pass it to checkpoint.load({ model })`,
  );
}

/** @throws RangeError unless the given parts are those that the model was saved with */
function checkParts(op: string, saved: readonly string[], given: Partial<GPTParts>): void {
  const names = Object.keys(given).filter((name) => given[name as keyof GPTParts] !== undefined);
  const replaced = saved.filter((name) => !PART_NAMES.includes(name as keyof GPTParts));
  if (replaced.length > 0) {
    throw new RangeError(
      `${op}: ${replaced.join(', ')} was replaced by replaceModule; create the GPT yourself with Initializer.blank, ` +
        'replace it again, and pass the model to checkpoint.load({ model })',
    );
  }
  const missing = saved.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new RangeError(`${op}: the model was created with your own ${missing.join(', ')}; pass the same to ${op}`);
  }
  const surplus = names.filter((name) => !saved.includes(name));
  if (surplus.length > 0) {
    throw new RangeError(`${op}: the model was created with the default ${surplus.join(', ')}; leave yours out`);
  }
}

/**
 * Checks the sizes against the tensors before anything of these sizes is created, because a file may be damaged.
 *
 * @param hasOwnBlocks whether blocks have parts of the program, which may share parameters or have none
 */
function checkSizes(op: string, config: GPTConfig, shapes: Checkpoint['shapes'], hasOwnBlocks: boolean): void {
  const { vocabSize, blockSize, nEmbd, nLayer } = resolveConfig(config);
  const expected = { 'wte.weight': [vocabSize, nEmbd], 'wpe.weight': [blockSize, nEmbd] };
  for (const [name, shape] of Object.entries(expected)) {
    const got = shapes.get(name)?.join(', ');
    if (got === shape.join(', ')) continue;
    throw new RangeError(
      `${op}: in the configuration "${name}" is (${shape.join(', ')}), but in the file it is ${got === undefined ? 'missing' : `(${got})`}`,
    );
  }
  const layers = new Set(Array.from(shapes.keys(), (name) => /^layers\.(\d+)\./.exec(name)?.[1] ?? ''));
  layers.delete('');
  if (hasOwnBlocks || nLayer === layers.size) return;
  throw new RangeError(`${op}: the configuration has ${nLayer} layers, but the file has ${layers.size}`);
}
