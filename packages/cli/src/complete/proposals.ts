import { readdirSync, type Dirent } from 'node:fs';
import { proposeCompletions } from '@stricli/core';
import { applicationOf, inputsOf, type Program } from '@microgpt/terminal';

/** How a shell treats proposals, in the terms of Cobra's scripts: it adds no space, and looks for no files itself. */
const NO_SPACE = 2;
const NO_FILES = 4;

/** One possibility. */
interface Proposal {
  readonly completion: string;
  readonly brief?: string;
}

/**
 * What may come next in an unfinished command line, in the form that a shell's script reads. Flags are proposed after a dash; where a value
 * may be anything, the names of files are.
 *
 * @param words the words after `microgpt`; the last one is unfinished, or empty
 */
export async function proposals(program: Program, words: readonly string[]): Promise<string> {
  const partial = words.at(-1) ?? '';
  const found = await proposed(program, words.length === 0 ? [''] : words).catch(() => []); // the words make no sense
  const isCommand = words.length <= 1;
  const all = found.length > 0 || isCommand || partial.startsWith('-') ? found : filesLike(partial);
  const isOpen = all.length > 0 && all.every(({ completion }) => completion.endsWith('/'));
  const lines = all.map(({ completion, brief = '' }) => `${completion}\t${brief}`);
  return [...lines, `:${NO_FILES + (isOpen ? NO_SPACE : 0)}`, ''].join('\n');
}

async function proposed(program: Program, words: readonly string[]): Promise<readonly Proposal[]> {
  const inputs = [...inputsOf(words.slice(0, -1)), ...words.slice(-1)];
  const { stdout, stderr } = process;
  const all = await proposeCompletions(applicationOf(program, inputs), inputs, { process: { stdout, stderr } });
  const wantsFlag = inputs.at(-1)?.startsWith('-') === true;
  return all.filter(({ kind }) => wantsFlag || kind !== 'argument:flag');
}

/** The files and folders whose path begins with `partial`; hidden ones only after a dot. */
function filesLike(partial: string): Proposal[] {
  const before = partial.slice(0, partial.lastIndexOf('/') + 1);
  const begun = partial.slice(before.length);
  return entriesOf(before === '' ? '.' : before)
    .filter(({ name }) => name.startsWith(begun) && (begun !== '' || !name.startsWith('.')))
    .map((entry) => ({ completion: `${before}${entry.name}${entry.isDirectory() ? '/' : ''}` }));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // there is no such folder, or it cannot be read
  }
}
