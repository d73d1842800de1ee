import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { decodeText } from '@microgpt/gpt';
import { checkLength, type Corpus, textProblem } from '@microgpt/run';
import { InputError, readInputFile } from '@microgpt/terminal';
import { embeddedNames } from './embedded-names.ts';
import { filesOf, type FolderFile } from './files-of.ts';
import { quoted } from '../run/quoted.ts';
import { inFlags } from '../settings/in-flags.ts';

/** The name of the embedded text. */
export const NAMES = 'names';

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
export async function readCorpus(source: string, least?: number): Promise<Corpus> {
  if (source === NAMES) return corpusOf(source, NAMES, [await textAt(embeddedNames())], least);
  const path = resolve(source);
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false, // reading the file explains why
  );
  return corpusOf(source, path, isFolder ? filesOf(source) : [await textAt(source)], least);
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
  least?: number,
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
    const others = skipped.length > 1 ? `, and ${skipped.length - 1} more` : '';
    const reason = skipped.length === 0 ? 'has no files' : `has no text: ${skipped[0]}${others}`;
    throw new InputError(`${typed}: the folder ${reason}; pass a folder with text files, or a text file`);
  }
  const text = texts.map((one, i) => (i + 1 < texts.length ? `${one.trimEnd()}\n\n` : one)).join('');
  await inFlags(() => {
    checkLength(text, typed, least);
  });
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

function remedyFor(problem: string, path: string): string {
  if (problem === 'is text in UTF-16') {
    return `save it as UTF-8, for example with iconv -f utf-16 -t utf-8 ${quoted(path)} > text.txt`;
  }
  if (problem === 'is not UTF-8 text') {
    return `save it as UTF-8, for example with iconv -f windows-1252 -t utf-8 ${quoted(path)} > text.txt`;
  }
  return 'pass a text file';
}
