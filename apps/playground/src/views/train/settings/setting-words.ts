import type { Settings } from '@microgpt/run';
import type { Choice } from '../../../design/chip-group.tsx';

/** What the page says about a setting that is a number. */
export interface NumberWords {
  readonly word: string;
  /** The term of the field, as in the code. */
  readonly term: string;
  /** What it does, in one sentence. */
  readonly sentence: string;
  /** Why there is a limit above. */
  readonly why?: string;
  /** Whether it is a share, shown in percent. */
  readonly isShare?: boolean;
  readonly step: number;
  readonly picks: readonly number[];
}

/** The settings that are numbers. */
export type NumberName = keyof typeof numberWords;

const terminal = 'The command line trains larger ones, and this page opens them.';

/** What the page says about the settings that are numbers: plain words before terms. */
export const numberWords = {
  layers: {
    word: 'layers',
    term: 'nLayer',
    sentence: 'Each layer reads the text again and builds on what the layer before it found.',
    why: terminal,
    step: 1,
    picks: [1, 2, 4, 6],
  },
  heads: {
    word: 'heads',
    term: 'nHead',
    sentence: 'Each head in a layer looks back for its own kind of clue. The heads share the width.',
    step: 1,
    picks: [1, 2, 4, 8],
  },
  embd: {
    word: 'width',
    term: 'nEmbd',
    sentence: 'How many numbers represent one letter or piece. More numbers can express finer differences.',
    why: terminal,
    step: 4,
    picks: [16, 32, 64, 128],
  },
  block: {
    word: 'sees back',
    term: 'blockSize',
    sentence: 'How far back it looks when it guesses what comes next.',
    why: terminal,
    step: 1,
    picks: [8, 16, 32, 64, 128],
  },
  dropout: {
    word: 'leaves out',
    term: 'dropout',
    sentence:
      'The share of its numbers that training leaves out at random, so that the model does not rely on any single one.',
    isShare: true,
    step: 5,
    picks: [0, 0.1, 0.2],
  },
  std: {
    word: 'first weights',
    term: 'std',
    sentence: 'How far from zero the random weights typically are before the first step.',
    step: 0.01,
    picks: [0.02, 0.08],
  },
  batch: {
    word: 'a step',
    term: 'batch',
    sentence: 'How many examples it reads before it changes its weights. More examples make steps steadier but slower.',
    why: 'More would make a step slower, but hardly better.',
    step: 1,
    picks: [1, 4, 16, 32],
  },
  steps: {
    word: 'steps',
    term: 'steps',
    sentence: 'How many times it changes its weights.',
    step: 100,
    picks: [100, 1000, 5000, 20_000],
  },
  warmup: {
    word: 'warms up for',
    term: 'warmup',
    sentence: 'The share of the run in which the rate rises from zero, so that the first steps are not too large.',
    isShare: true,
    step: 1,
    picks: [0, 0.02, 0.05, 0.1],
  },
  beta1: {
    word: 'memory of direction',
    term: 'beta1',
    sentence: 'How much each step keeps of the direction of the steps before: 0.9 remembers about ten steps.',
    step: 0.01,
    picks: [0.85, 0.9, 0.95],
  },
  beta2: {
    word: 'memory of size',
    term: 'beta2',
    sentence: 'How long it remembers the size of past corrections, which sets a separate rate for each weight.',
    step: 0.01,
    picks: [0.95, 0.99, 0.999],
  },
  momentum: {
    word: 'momentum',
    term: 'momentum',
    sentence: 'How much of the last step’s movement the next step keeps.',
    step: 0.1,
    picks: [0, 0.9],
  },
  weightDecay: {
    word: 'weight decay',
    term: 'weightDecay',
    sentence:
      'Pulls the weights toward zero at every step, so that the model is less likely to learn the text by heart.',
    step: 0.01,
    picks: [0, 0.01, 0.1],
  },
  clip: {
    word: 'clipping',
    term: 'clip',
    sentence:
      'Shortens corrections that are larger than this, so that one odd example does little harm. 0 turns it off.',
    step: 0.5,
    picks: [0, 1],
  },
  validation: {
    word: 'held back',
    term: 'validation',
    sentence: 'The share of the text that it never learns from, to test it on text it never saw.',
    isShare: true,
    step: 5,
    picks: [0, 0.05, 0.1, 0.2],
  },
  vocab: {
    word: 'different pieces',
    term: 'vocabSize',
    sentence: 'How many different pieces there may be: all 256 bytes, and the most frequent combinations.',
    step: 100,
    picks: [300, 500, 1000, 2000],
  },
  evalEvery: {
    word: 'tested every',
    term: 'evalEvery',
    sentence:
      'After this many steps, the page tests the model on the text that was held back, and saves it for the slider.',
    step: 10,
    picks: [10, 50, 100, 500],
  },
  seed: {
    word: 'seed',
    term: 'seed',
    sentence: 'The number that all random choices start from. The same seed gives exactly the same run.',
    step: 1,
    picks: [1, 7, 42],
  },
} as const satisfies Partial<Readonly<Record<keyof Settings, NumberWords>>>;

/** What the page says about the settings that are words. */
export const choiceWords = {
  optimizer: {
    word: 'method',
    term: 'optimizer',
    sentence: 'The rule that turns mistakes into changes of the weights.',
    choices: [
      { value: 'adam', label: 'Adam', sentence: 'Each weight has its own rate, based on its past corrections.' },
      { value: 'adamw', label: 'AdamW', sentence: 'Adam, which also pulls every weight toward zero.' },
      { value: 'sgd', label: 'SGD', sentence: 'The plain rule: all weights have the same rate.' },
    ],
  },
  schedule: {
    word: 'rate falls',
    term: 'schedule',
    sentence: 'How the rate falls from its start to its end.',
    choices: [
      { value: 'linear', label: 'evenly', sentence: 'By the same amount in each step.' },
      { value: 'cosine', label: 'in a wave', sentence: 'Slowly, then fast, then slowly: half a cosine wave.' },
      { value: 'constant', label: 'never', sentence: 'It stays the same.' },
    ],
  },
  engine: {
    word: 'computes with',
    term: 'engine',
    sentence: 'Which code does the arithmetic. All of them compute the same formulas.',
    choices: [
      { value: 'wasm', label: 'wasm', sentence: 'Fast: several numbers at once, with about 7 digits each.' },
      { value: 'cpu', label: 'cpu', sentence: 'Precise: plain JavaScript, with about 16 digits.' },
      {
        value: 'scalar',
        label: 'scalar',
        sentence: 'For study: every number knows how it was computed. Slow.',
      },
    ],
  },
  architecture: {
    word: 'built like',
    term: 'architecture',
    sentence: 'How the parts of a layer are arranged.',
    choices: [
      { value: 'microgpt', label: 'microgpt', sentence: 'The simplest design, from 2026.' },
      { value: 'gpt2', label: 'GPT-2', sentence: 'The well-known design, from 2019.' },
    ],
  },
  activation: {
    word: 'bends by',
    term: 'activation',
    sentence: 'The curve that each layer applies. Without it, many layers could do little more than one.',
    choices: [
      { value: 'relu', label: 'ReLU', sentence: 'Replaces negative numbers with zero.' },
      { value: 'gelu', label: 'GELU', sentence: 'Like ReLU, with a smooth bend.' },
      { value: 'gelu-tanh', label: 'GELU, tanh', sentence: 'GELU as GPT-2 approximates it.' },
    ],
  },
  tokenizer: {
    word: 'reads',
    term: 'tokenizer',
    sentence: 'The pieces that it reads and writes, one at a time.',
    choices: [
      { value: 'characters', label: 'single letters', sentence: 'Few different pieces, but more of them in a text.' },
      {
        value: 'byte-pairs',
        label: 'pieces of words',
        sentence: 'Letters that often occur together become one piece (byte pairs).',
      },
    ],
  },
  kind: {
    word: 'reads it as',
    term: 'kind',
    sentence: 'Whether each line is a separate example.',
    choices: [
      { value: 'lines', label: 'single lines', sentence: 'Each line is one example, such as a name.' },
      { value: 'text', label: 'one running text', sentence: 'It reads passages that start anywhere.' },
    ],
  },
} as const satisfies Partial<Readonly<Record<keyof Settings, ChoiceWords>>>;

/** What the page says about a setting that is one of several words. */
export interface ChoiceWords {
  readonly word: string;
  readonly term: string;
  readonly sentence: string;
  readonly choices: readonly Choice<string>[];
}

/** What the page says about the settings that are on or off. */
export const switchWords = {
  bias: { word: 'biases', term: 'bias', sentence: 'Whether each sum in the network also adds a learned number.' },
  tieHead: {
    word: 'shared letters',
    term: 'tieHead',
    sentence: 'Whether the model uses the same numbers to read a letter and to write it.',
  },
} as const;
