import { readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import * as autograd from '@microgpt/autograd';
import * as functional from '@microgpt/autograd/functional';
import * as gpt from '@microgpt/gpt';
import * as nn from '@microgpt/nn';
import * as optim from '@microgpt/optim';
import * as random from '@microgpt/random';
import * as tokenizer from '@microgpt/tokenizer';
import { InputError } from '@microgpt/terminal';
import { createJiti } from 'jiti';

/** The packages of this program: a module that imports one gets the same copy, and needs none of its own. */
const virtualModules = {
  '@microgpt/autograd': autograd,
  '@microgpt/autograd/functional': functional,
  '@microgpt/gpt': gpt,
  '@microgpt/nn': nn,
  '@microgpt/optim': optim,
  '@microgpt/random': random,
  '@microgpt/tokenizer': tokenizer,
};

/**
 * The exports of a module in TypeScript or JavaScript, by name.
 *
 * @param file the absolute path
 * @throws InputError in one line, with the file, and the line where it is known
 */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules,
  });
  try {
    return await jiti.import<Record<string, unknown>>(file);
  } catch (error) {
    throw new InputError(problemIn(file, error), { cause: error });
  }
}

/**
 * The value in a JSON file.
 *
 * @param file the absolute path
 * @throws InputError in one line, with the file, and the line where it is known
 */
export async function loadJSON(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    const lines = position === undefined ? text : text.slice(0, Number(position));
    const problem = message.replace(/ in JSON.*$|,? "[^]*" is not valid JSON$/, '');
    throw new InputError(`${shown(file)}:${lines.split('\n').length}: ${problem}`, { cause: error });
  }
}

/** A path as people would type it: relative if the file is below the current folder. */
export function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

function problemIn(file: string, error: unknown): string {
  if (!(error instanceof Error)) return `${shown(file)}: ${String(error)}`;
  const { message, stack = '' } = error;
  const line = lineOf(file, message) ?? lineOf(file, stack);
  const [first] = message.replace(/^ParseError: /, '').split('\n');
  return `${shown(file)}${line === undefined ? '' : `:${line}`}: ${first.trim()}`;
}

/** The line after the path of the file in a message or stack trace. */
function lineOf(file: string, text: string): string | undefined {
  const [, after = ''] = text.split(`${file}:`);
  return /^\d+/.exec(after)?.[0];
}
