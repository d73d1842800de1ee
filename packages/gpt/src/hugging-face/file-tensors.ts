import type { GPTConfig } from '../config.ts';

/** A tensor in a file of GPT-2's weights, and the tensors of a `GPT` that have its numbers. */
export interface FileTensor {
  readonly name: string;
  /** The shape in the file. */
  readonly shape: readonly number[];
  /** The paths of our tensors, whose numbers follow each other: one, or queries, keys and values. */
  readonly paths: readonly string[];
  /** Whether the file has (in, out), the shape of Hugging Face's Conv1D, and we have (out, in). */
  readonly isTransposed: boolean;
}

/** The way in which a file names and lays out its tensors. */
export interface FileLayout {
  /** The prefix of the names, `transformer.` or nothing. */
  readonly prefix: string;
  /** Whether linear layers have their weights as (in, out), as Hugging Face does, instead of (out, in), as nanoGPT does. */
  readonly isConv1D: boolean;
}

/** All tensors of a file with GPT-2's weights, in the usual order. */
export function fileTensors(config: Required<GPTConfig>, { prefix, isConv1D }: FileLayout): FileTensor[] {
  const { vocabSize: V, blockSize: T, nEmbd: C, nLayer, bias, tieHead } = config;
  const blocks = Array.from({ length: nLayer }, (_, i) => {
    const [theirs, ours] = [`h.${i}.`, `layers.${i}.`];
    return [
      ...norm(`${theirs}ln_1`, `${ours}norm1`),
      ...linear(
        `${theirs}attn.c_attn`,
        ['wq', 'wk', 'wv'].map((name) => `${ours}attn.${name}`),
        C,
        3 * C,
      ),
      ...linear(`${theirs}attn.c_proj`, [`${ours}attn.wo`], C, C),
      ...norm(`${theirs}ln_2`, `${ours}norm2`),
      ...linear(`${theirs}mlp.c_fc`, [`${ours}mlp.fc1`], C, 4 * C),
      ...linear(`${theirs}mlp.c_proj`, [`${ours}mlp.fc2`], 4 * C, C),
    ];
  });
  const body = [
    tensor('wte.weight', [V, C], ['wte.weight']),
    tensor('wpe.weight', [T, C], ['wpe.weight']),
    ...blocks.flat(),
    ...norm('ln_f', 'finalNorm'),
  ].map((one) => ({ ...one, name: prefix + one.name }));
  return tieHead ? body : [...body, tensor(headName(prefix), [V, C], ['lmHead.weight'])];

  function norm(theirs: string, ours: string): FileTensor[] {
    const names = bias ? ['weight', 'bias'] : ['weight'];
    return names.map((name) => tensor(`${theirs}.${name}`, [C], [`${ours}.${name}`]));
  }

  function linear(theirs: string, ours: readonly string[], inSize: number, outSize: number): FileTensor[] {
    const pathsOf = (name: string) => ours.map((path) => `${path}.${name}`);
    const shape = isConv1D ? [inSize, outSize] : [outSize, inSize];
    const weight = tensor(`${theirs}.weight`, shape, pathsOf('weight'), isConv1D);
    return bias ? [weight, tensor(`${theirs}.bias`, [outSize], pathsOf('bias'))] : [weight];
  }
}

/** The prefix of the names in a file; undefined if it has no token embedding. */
export function prefixOf(names: Iterable<string>): string | undefined {
  const end = 'wte.weight';
  for (const name of names) if (name.endsWith(end)) return name.slice(0, -end.length);
  return undefined;
}

/** The name of the head's weight, which is outside the transformer. */
export function headName(prefix: string): string {
  return `${prefix.replace(/transformer\.$/, '')}lm_head.weight`;
}

function tensor(name: string, shape: readonly number[], paths: readonly string[], isTransposed = false): FileTensor {
  return { name, shape, paths, isTransposed };
}
