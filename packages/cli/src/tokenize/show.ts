import { isUtf8 } from 'node:buffer';
import { styleText } from 'node:util';
import { printable } from '@microgpt/terminal';
import type { Tokenizer } from '@microgpt/tokenizer';
import { readTokenizer } from '../checkpoints/read-tokenizer.ts';
import type { TokenizeFlags } from './tokenize-flags.ts';
import { writeJSON, type CommandStreams } from '../output.ts';
import { encodeText } from './encode-text.ts';
import { readText } from './read-text.ts';

const colors = ['bgCyan', 'bgYellow', 'bgGreen', 'bgMagenta'] as const;

/** Shows where the tokens of a text begin and end: `microgpt tokenize show`. */
export async function show(
  this: CommandStreams,
  { text: given, json }: TokenizeFlags,
  tokenizerPath: string,
  file?: string,
): Promise<void> {
  const { stdout } = this.process;
  const tokenizer = await readTokenizer(tokenizerPath);
  const isColored = stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  for (const ids of encodeText(tokenizer, await readText(given, file), file ?? 'the text')) {
    const tokens = ids.map((id) => ({ id, text: textOf(tokenizer, id) }));
    if (json === true) for (const token of tokens) writeJSON(stdout, token);
    else stdout.write(`${isColored ? inColors(tokens) : withBars(tokens)}\n`);
  }
}

/** A token: its text, or if it is a part of a character its bytes, such as `<F0>`. */
function textOf(tokenizer: Tokenizer, id: number): string {
  const bytes = tokenizer.decodeBytes?.([id]);
  if (bytes === undefined || isUtf8(bytes)) return tokenizer.decode([id]);
  return Array.from(bytes, (byte) => `<${byte.toString(16).toUpperCase().padStart(2, '0')}>`).join('');
}

interface Token {
  readonly text: string;
}

/** Each token on a color of its own; a line feed is an arrow before the new line. */
function inColors(tokens: readonly Token[]): string {
  return tokens
    .map(({ text }, i) =>
      text
        .split('\n')
        .map((line, k, lines) => (k + 1 < lines.length ? `${line}↵` : line))
        .map((line) => (line === '' ? '' : styleText(['black', colors[i % colors.length]], printable(line))))
        .join('\n'),
    )
    .join('');
}

function withBars(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text.split('\n').map(printable).join('↵\n')).join('|');
}
