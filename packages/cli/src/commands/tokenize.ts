import { buildCommand, buildRouteMap } from '@stricli/core';
import { choice, size, text, toggle, withDefault } from '@microgpt/terminal';
import type { TrainTokenizerFlags } from '../tokenize/tokenize-flags.ts';

const patterns: readonly TrainTokenizerFlags['pattern'][] = ['gpt2', 'gpt4'];
const given = text('the text itself, instead of a file', 'text');
const json = toggle('JSON instead of text');

const tokenizer = {
  brief: "A checkpoint, a tokenizer.json, or a folder with GPT-2's vocab.json and merges.txt",
  placeholder: 'tokenizer',
  parse: String,
} as const;
const file = {
  brief: 'A text file; without it, or with -, standard input',
  placeholder: 'file',
  parse: String,
  optional: true,
} as const;

const trainTokenizerCommand = buildCommand({
  loader: async () => (await import('../tokenize/train-tokenizer.ts')).trainTokenizer,
  parameters: {
    flags: {
      vocab: withDefault(size('size of the vocabulary, including the 256 bytes and the end of a text'), 1000),
      pattern: withDefault(choice('how a text is first split into words, as for GPT-2 or GPT-4', patterns), 'gpt2'),
      out: withDefault(text('file to write, in the format of Hugging Face', 'file'), 'tokenizer.json'),
      force: toggle('replaces a file of the same name'),
    },
    positional: {
      kind: 'tuple',
      parameters: [{ brief: 'A text file, or a folder of text files', placeholder: 'text', parse: String }],
    },
  },
  docs: {
    brief: 'Learn byte pairs from a text',
    customUsage: ['<text> [flags]'],
    fullDescription: [
      'Learns byte pairs from a text. microgpt train --tokenizer FILE uses them, and so do other programs that read a tokenizer.json.',
      '',
      'Examples:',
      '  microgpt tokenize train plays.txt',
      '  microgpt tokenize train plays.txt --vocab 4096 --out plays.json',
      '  microgpt tokenize train texts/ --vocab 8192 --pattern gpt4',
    ].join('\n'),
  },
});

const encodeCommand = buildCommand({
  loader: async () => (await import('../tokenize/encode.ts')).encode,
  parameters: { flags: { text: given, json }, positional: { kind: 'tuple', parameters: [tokenizer, file] } },
  docs: {
    brief: 'Print the ids of a text',
    customUsage: ['<tokenizer> [file] [flags]'],
    fullDescription: [
      'Prints the ids of the tokens of a text in one line, or with the tokenizer of a model of lines, those of each line in a line.',
      '',
      'Examples:',
      '  microgpt tokenize encode tokenizer.json --text "to be"',
      '  microgpt tokenize encode plays.safetensors scene.txt --json',
      '  echo "to be" | microgpt tokenize encode tokenizer.json',
    ].join('\n'),
  },
});

const decodeCommand = buildCommand({
  loader: async () => (await import('../tokenize/decode.ts')).decode,
  parameters: {
    flags: {},
    positional: {
      kind: 'array',
      parameter: {
        brief: 'A tokenizer as for encode, and ids; without ids, standard input',
        placeholder: 'tokenizer-and-ids',
        parse: String,
      },
      minimum: 1,
    },
  },
  docs: {
    brief: 'Print the text of ids',
    customUsage: ['<tokenizer> [ids…]'],
    fullDescription: [
      'Prints the text of ids, which may have commas and brackets between them.',
      '',
      'Examples:',
      '  microgpt tokenize decode tokenizer.json 258 263',
      '  microgpt tokenize decode plays.safetensors < ids.txt',
      '  microgpt tokenize encode tokenizer.json scene.txt | microgpt tokenize decode tokenizer.json',
    ].join('\n'),
  },
});

const countCommand = buildCommand({
  loader: async () => (await import('../tokenize/count.ts')).count,
  parameters: { flags: { text: given, json }, positional: { kind: 'tuple', parameters: [tokenizer, file] } },
  docs: {
    brief: 'Count the tokens of a text',
    customUsage: ['<tokenizer> [file] [flags]'],
    fullDescription: [
      'Counts the tokens of a text, and the bytes and characters of a token on average.',
      '',
      'Examples:',
      '  microgpt tokenize count tokenizer.json plays.txt',
      '  microgpt tokenize count gpt2 plays.txt        # a folder with vocab.json and merges.txt',
      '  microgpt tokenize count plays.safetensors plays.txt --json',
    ].join('\n'),
  },
});

const showCommand = buildCommand({
  loader: async () => (await import('../tokenize/show.ts')).show,
  parameters: { flags: { text: given, json }, positional: { kind: 'tuple', parameters: [tokenizer, file] } },
  docs: {
    brief: 'Show where the tokens of a text begin and end',
    customUsage: ['<tokenizer> [file] [flags]'],
    fullDescription: [
      'Shows a text with its tokens in colors, or with | between them where there are no colors. A part of a character is shown as its bytes.',
      '',
      'Examples:',
      '  microgpt tokenize show tokenizer.json --text "to be or not to be"',
      '  microgpt tokenize show gpt2 scene.txt | head',
      '  microgpt tokenize show plays.safetensors scene.txt --json   # id and text of each token',
    ].join('\n'),
  },
});

/** `microgpt tokenize`: texts and tokens. */
export const tokenizeCommand = buildRouteMap({
  routes: {
    train: trainTokenizerCommand,
    encode: encodeCommand,
    decode: decodeCommand,
    count: countCommand,
    show: showCommand,
  },
  docs: {
    brief: 'Learn a tokenizer, and see what it does with a text',
    fullDescription: [
      'Learns a tokenizer from a text, and shows what it does with texts.',
      '',
      'Examples:',
      '  microgpt tokenize train plays.txt --vocab 1000',
      '  microgpt tokenize show tokenizer.json --text "to be or not to be"',
      '  microgpt tokenize count tokenizer.json plays.txt',
    ].join('\n'),
  },
});
