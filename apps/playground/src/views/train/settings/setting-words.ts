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
    sentence: 'Each layer looks at the letters again, and builds on what the one before it found.',
    why: terminal,
    step: 1,
    picks: [1, 2, 4, 6],
  },
  heads: {
    word: 'heads',
    term: 'nHead',
    sentence: 'Each head of a layer looks back for a clue of its own. The heads share the width among them.',
    step: 1,
    picks: [1, 2, 4, 8],
  },
  embd: {
    word: 'width',
    term: 'nEmbd',
    sentence: 'How many numbers stand for one letter. More of them can tell finer differences.',
    why: terminal,
    step: 4,
    picks: [16, 32, 64, 128],
  },
  block: {
    word: 'sees back',
    term: 'blockSize',
    sentence: 'How far back it sees when it guesses what comes next.',
    why: terminal,
    step: 1,
    picks: [8, 16, 32, 64, 128],
  },
  dropout: {
    word: 'leaves out',
    term: 'dropout',
    sentence:
      'The share of its numbers that are left out at random while it learns, so that it relies on no single one.',
    isShare: true,
    step: 5,
    picks: [0, 0.1, 0.2],
  },
  std: {
    word: 'first weights',
    term: 'std',
    sentence: 'How far from zero the weights are before the first step, at random.',
    step: 0.01,
    picks: [0.02, 0.08],
  },
  batch: {
    word: 'a step',
    term: 'batch',
    sentence: 'How many of them it reads before it changes its weights. More make steadier, slower steps.',
    why: 'More would not make a step better, only slower.',
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
    sentence: 'The share of the run in which the rate rises from zero, so that the first steps do no harm.',
    isShare: true,
    step: 1,
    picks: [0, 0.02, 0.05, 0.1],
  },
  beta1: {
    word: 'memory of direction',
    term: 'beta1',
    sentence: 'How much of the last steps’ direction each step keeps: 0.9 remembers about ten steps.',
    step: 0.01,
    picks: [0.85, 0.9, 0.95],
  },
  beta2: {
    word: 'memory of size',
    term: 'beta2',
    sentence: 'How long it remembers the size of past corrections, by which each weight gets its own rate.',
    step: 0.01,
    picks: [0.95, 0.99, 0.999],
  },
  momentum: {
    word: 'momentum',
    term: 'momentum',
    sentence: 'How much of the last step’s movement the next one keeps.',
    step: 0.1,
    picks: [0, 0.9],
  },
  weightDecay: {
    word: 'weight decay',
    term: 'weightDecay',
    sentence: 'Pulls the weights toward zero in every step, which keeps it from learning the text by heart.',
    step: 0.01,
    picks: [0, 0.01, 0.1],
  },
  clip: {
    word: 'clipping',
    term: 'clip',
    sentence: 'Shortens corrections that are larger than this, so that one odd text does no harm. 0 never does.',
    step: 0.5,
    picks: [0, 1],
  },
  validation: {
    word: 'held back',
    term: 'validation',
    sentence: 'The share of the text that it never learns from, to see what it does with text it never saw.',
    isShare: true,
    step: 5,
    picks: [0, 0.05, 0.1, 0.2],
  },
  vocab: {
    word: 'different pieces',
    term: 'vocabSize',
    sentence: 'How many pieces the text is cut into at most: all bytes, and the pairs that are most frequent.',
    step: 100,
    picks: [300, 500, 1000, 2000],
  },
  evalEvery: {
    word: 'looks every',
    term: 'evalEvery',
    sentence: 'After so many steps it is tried on the text that was held back, and the model is kept for the slider.',
    step: 10,
    picks: [10, 50, 100, 500],
  },
  seed: {
    word: 'seed',
    term: 'seed',
    sentence: 'Where all chance starts. The same seed gives the same run, number by number.',
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
      { value: 'adam', label: 'Adam', sentence: 'Each weight has its own rate, from how it was corrected so far.' },
      { value: 'adamw', label: 'AdamW', sentence: 'Adam, and every weight is pulled toward zero.' },
      { value: 'sgd', label: 'SGD', sentence: 'The plain rule: all weights have the same rate.' },
    ],
  },
  schedule: {
    word: 'rate falls',
    term: 'schedule',
    sentence: 'How the rate goes from its start to its end.',
    choices: [
      { value: 'linear', label: 'evenly', sentence: 'By the same amount in each step.' },
      { value: 'cosine', label: 'in a wave', sentence: 'Slowly, then fast, then slowly: half a cosine.' },
      { value: 'constant', label: 'never', sentence: 'It stays as it starts.' },
    ],
  },
  engine: {
    word: 'computes with',
    term: 'engine',
    sentence: 'Which program does the arithmetic. All of them do the same mathematics.',
    choices: [
      { value: 'wasm', label: 'wasm', sentence: 'Fast: several numbers at once, with 7 digits each.' },
      { value: 'cpu', label: 'cpu', sentence: 'Exact: plain JavaScript, with 16 digits.' },
      {
        value: 'scalar',
        label: 'scalar',
        sentence: 'To understand: every number is a Value that knows where it came from. Slow.',
      },
    ],
  },
  architecture: {
    word: 'built like',
    term: 'architecture',
    sentence: 'The plan of a layer.',
    choices: [
      { value: 'microgpt', label: 'microgpt', sentence: 'The shortest that works, from 2026.' },
      { value: 'gpt2', label: 'GPT-2', sentence: 'The one that became famous, from 2019.' },
    ],
  },
  activation: {
    word: 'bends by',
    term: 'activation',
    sentence: 'The curve in each layer without which many layers could do no more than one.',
    choices: [
      { value: 'relu', label: 'ReLU', sentence: 'Nothing below zero passes.' },
      { value: 'gelu', label: 'GELU', sentence: 'The same with a soft bend.' },
      { value: 'gelu-tanh', label: 'GELU, tanh', sentence: 'GELU as GPT-2 approximates it.' },
    ],
  },
  tokenizer: {
    word: 'reads',
    term: 'tokenizer',
    sentence: 'What it reads and writes one at a time.',
    choices: [
      { value: 'characters', label: 'single letters', sentence: 'A small alphabet and long texts.' },
      {
        value: 'byte-pairs',
        label: 'pieces of words',
        sentence: 'Letters that often stand together become one piece (byte pairs).',
      },
    ],
  },
  kind: {
    word: 'takes it as',
    term: 'kind',
    sentence: 'Whether every line stands for itself.',
    choices: [
      { value: 'lines', label: 'single lines', sentence: 'Each line is one example, such as a name.' },
      { value: 'text', label: 'one running text', sentence: 'It reads passages that begin anywhere.' },
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
  bias: { word: 'biases', term: 'bias', sentence: 'Whether each sum in the network also adds a number of its own.' },
  tieHead: {
    word: 'one alphabet',
    term: 'tieHead',
    sentence: 'Whether reading and writing a letter use the same numbers.',
  },
} as const;
