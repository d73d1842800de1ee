import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { decodeText } from '@microgpt/gpt';
import { InputError, readInputFile } from '@microgpt/terminal';
import { embeddedNames } from './embedded-names.ts';
import { filesOf, type FolderFile } from './files-of.ts';
import { quoted } from '../run/quoted.ts';
import { textProblem } from './text-problem.ts';

/** The fewest characters of a text from which anything can be learned. */
const LEAST = 16;

/** The name of the embedded text. */
export const NAMES = 'names';

/** The text of a run. */
export interface Corpus {
  /** The absolute path of the file or folder, or `names`. */
  readonly source: string;
  /** What people call it: the name of the file or folder. */
  readonly name: string;
  /** The whole text, with `\n` as line ending. */
  readonly text: string;
  /** The number of bytes that were read. */
  readonly bytes: number;
  /** SHA-256 of the bytes, in hexadecimal; that of `sha256sum` for a single file. */
  readonly sha256: string;
  /** The number of files. */
  readonly files: number;
  /** The files of a folder that are not in the text, each with the reason. */
  readonly skipped: readonly string[];
}

/**
 * Reads a text: a file, all texts in a folder, or the embedded names.
 *
 * The texts of a folder follow each other in the order of their paths, with an empty line between them; see
 * {@link filesOf} for those that count.
 *
 * @param source a path, relative to the current folder, or `names`
 * @param least the fewest characters; default as many as anything can be learned from
 * @throws InputError if there is no such file or no text in it; it says what there is instead
 */
export async function readCorpus(source: string, least = LEAST): Promise<Corpus> {
  if (source === NAMES) return corpusOf(source, NAMES, [await textAt(embeddedNames())], least);
  const path = resolve(source);
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false, // reading the file explains why
  );
  return corpusOf(source, path, isFolder ? filesOf(source) : [await textAt(source)], least);
}

/** The first three of several, and the number of the others. */
export function listed(items: readonly string[]): string {
  const rest = items.length > 3 ? `, and ${items.length - 3} more` : '';
  return items.slice(0, 3).join(', ') + rest;
}

/** @throws InputError if the file cannot be read, or is no text */
async function textAt(path: string): Promise<FolderFile> {
  const content = await readInputFile(path, 'pass a text file, a folder of texts, or names');
  const problem = textProblem(content);
  if (problem !== undefined) throw new InputError(`${path} ${problem}; ${remedyFor(problem, path)}`);
  return { path, content };
}

/** @param typed the path as the user typed it, for errors */
async function corpusOf(
  typed: string,
  source: string,
  files: AsyncIterable<FolderFile> | Iterable<FolderFile>,
  least: number,
): Promise<Corpus> {
  const hash = createHash('sha256');
  const texts: string[] = [];
  const skipped: string[] = [];
  let bytes = 0;
  for await (const file of files) {
    if (file.problem !== undefined) {
      skipped.push(`${relative(typed, file.path)} ${file.problem}`);
      continue;
    }
    const { path, content } = file;
    if (texts.length > 0) hash.update('\n\n');
    hash.update(content);
    bytes += content.length;
    texts.push(await decoded(content, path));
  }
  if (texts.length === 0) {
    const reason = skipped.length === 0 ? 'has no files' : `has no text: ${listed(skipped)}`;
    throw new InputError(`${typed}: the folder ${reason}; pass a folder with text files, or a text file`);
  }
  const text = texts.map((one, i) => (i + 1 < texts.length ? `${one.trimEnd()}\n\n` : one)).join('');
  checkLength(text, typed, least);
  return { source, name: basename(source), text, bytes, sha256: hash.digest('hex'), files: texts.length, skipped };
}

async function decoded(bytes: Uint8Array, path: string): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of decodeText(bytes)) pieces.push(piece);
  try {
    return pieces.join('');
  } catch {
    throw new InputError(
      `${path} has ${bytes.length} bytes, more than a string of JavaScript holds; pass a part of it`,
    );
  }
}

/** @throws InputError if the text has too few characters to learn from */
function checkLength(text: string, typed: string, least: number): void {
  const { length } = text.trim();
  if (length >= least) return;
  const held =
    length === 0 ? 'has only spaces and line ends' : `has only ${length} character${length === 1 ? '' : 's'}`;
  throw new InputError(
    `${typed} ${held}, too few to learn from; pass a text of at least ${LEAST}, better of thousands`,
  );
}

function remedyFor(problem: string, path: string): string {
  if (problem === 'is text in UTF-16') {
    return `save it as UTF-8, for example with iconv -f utf-16 -t utf-8 ${quoted(path)} > text.txt`;
  }
  if (problem === 'is not UTF-8 text') {
    return `save it as UTF-8, for example with iconv -f windows-1252 -t utf-8 ${quoted(path)} > text.txt`;
  }
  return 'pass a text file';
}
