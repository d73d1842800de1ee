import { checkKind, checkPositive, show } from './check-arguments.ts';

/**
 * The function between the two linear maps of a `FeedForward`; `gelu` is exact, `gelu-tanh` is GPT-2's approximation.
 */
export type Activation = 'relu' | 'gelu' | 'gelu-tanh';

/**
 * The sizes of a GPT, and the settings of its network; plain JSON.
 *
 * ```ts
 * const gpt2 = { architecture: 'gpt2', vocabSize: 50257, blockSize: 1024, nLayer: 12, nHead: 12, nEmbd: 768 } as const;
 * const model = new GPT(gpt2, new Initializer(engine, rng, { std: 0.02 })); // with GPT-2's initial values
 * ```
 */
export interface GPTConfig {
  /** V: the number of different tokens. */
  readonly vocabSize: number;
  /** T: the number of tokens in the context window. */
  readonly blockSize: number;
  /** The number of blocks of attention and MLP. */
  readonly nLayer: number;
  /** H: the number of attention heads; divides nEmbd. */
  readonly nHead: number;
  /** C: the number of channels of a token. */
  readonly nEmbd: number;
  /**
   * The network: that of the original microgpt, the default, or GPT-2's. GPT-2 has LayerNorm instead of RMSNorm, no norm
   * after the embeddings but one before the head, smaller initial values where layers add to the residual stream
   * (std / √(2·nLayer)), and other defaults of the settings below. In GPT-2 the `std` of the `Initializer` is 0.02.
   */
  readonly architecture?: 'microgpt' | 'gpt2';
  /** Whether the linear layers of attention and MLP, and the norms of GPT-2, have a bias; default false, in GPT-2 true. */
  readonly bias?: boolean;
  /** The activation of the MLP; default `relu`, in GPT-2 `gelu-tanh`. */
  readonly activation?: Activation;
  /**
   * The probability of dropout of embeddings, attention weights, and results added to the residual stream; default 0.
   */
  readonly dropout?: number;
  /** Whether the head uses the weight of the token embedding; default false, in GPT-2 true. */
  readonly tieHead?: boolean;
}

/** The default settings of each architecture. */
const defaults = {
  microgpt: { bias: false, activation: 'relu', dropout: 0, tieHead: false },
  gpt2: { bias: true, activation: 'gelu-tanh', dropout: 0, tieHead: true },
} as const;

const SIZES = ['vocabSize', 'blockSize', 'nLayer', 'nHead', 'nEmbd'];

/** The names of all sizes and settings. */
export const CONFIG_NAMES: readonly string[] = [...SIZES, 'architecture', ...Object.keys(defaults.microgpt)];

/** A number with its noun: 1 head, 2 heads. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/**
 * The configuration with all settings.
 *
 * @throws RangeError unless every size is a positive integer, nHead divides nEmbd, and dropout is at least 0 and below 1
 * @throws TypeError if another setting does not have one of its possible values
 */
export function resolveConfig(config: GPTConfig): Required<GPTConfig> {
  const { vocabSize, blockSize, nLayer, nHead, nEmbd, architecture = 'microgpt' } = config;
  checkPositive('GPT', { vocabSize, blockSize, nLayer, nHead, nEmbd });
  if (nEmbd % nHead !== 0) throw new RangeError(`GPT: nEmbd ${nEmbd} is not divisible by nHead ${nHead}`);
  checkOneOf('architecture', architecture, Object.keys(defaults));
  const usual = defaults[architecture];
  const { bias = usual.bias, activation = usual.activation, dropout = usual.dropout, tieHead = usual.tieHead } = config;
  checkOneOf('bias', bias, [true, false]);
  checkOneOf('activation', activation, ['relu', 'gelu', 'gelu-tanh']);
  checkOneOf('tieHead', tieHead, [true, false]);
  if (!(typeof dropout === 'number' && dropout >= 0 && dropout < 1)) {
    throw new RangeError(`GPT: dropout must be at least 0 and below 1, got ${show(dropout)}`);
  }
  return { vocabSize, blockSize, nLayer, nHead, nEmbd, architecture, bias, activation, dropout, tieHead };
}

function checkOneOf(name: string, given: unknown, known: readonly unknown[]): void {
  checkKind('GPT', `${known.map(show).join(' or ')} for ${name}`, given, known.includes(given));
}
