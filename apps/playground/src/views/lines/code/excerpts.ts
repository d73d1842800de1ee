import source from 'examples/microgpt?raw';

/** The parts of the program, in the order of the text. */
export const partNames = ['data', 'tokenizer', 'value', 'network', 'loss', 'backward', 'adam', 'sampling'] as const;

/** A part of the program. */
export type PartName = (typeof partNames)[number];

/** Lines of the program that belong together. */
export interface Excerpt {
  /** The numbers of its first and last line, from 1. */
  readonly first: number;
  readonly last: number;
  /** The lines, without the indentation that all of them have. */
  readonly text: string;
}

/** How a line begins with which an excerpt begins, and that of the first line after it. */
type Anchors = readonly [from: string, before: string];

const anchors: Readonly<Record<PartName, readonly Anchors[]>> = {
  data: [['/** The settings of the original', '// Let there be a tokenizer']],
  tokenizer: [['// Let there be a tokenizer', '// The parameters, which store']],
  value: [
    ['// Let there be autograd', 'backward(): void {'],
    ['const add =', '// Vectors are lists'],
  ],
  network: [
    ['// Vectors are lists', '/** The settings of the original'],
    ['// The parameters, which store', '// Let there be Adam'],
  ],
  loss: [['// Training: predict', 'loss.backward();']],
  backward: [
    ['backward(): void {', 'const add ='],
    ['loss.backward();', 'const lr ='],
  ],
  adam: [
    ['// Let there be Adam', '// Training: predict'],
    ['const lr =', '// Inference:'],
  ],
  sampling: [['// Inference:', '// Prints the losses']],
};

const lines = source.split('\n');

/**
 * The lines of the program that a part of the text is about.
 *
 * @throws RangeError if the program has no line, or several, that begin like an anchor
 */
export function excerptsOf(part: PartName): readonly Excerpt[] {
  return anchors[part].map(([from, before]) => {
    const first = lineOf(from);
    let last = lineOf(before) - 1;
    while (last > first && lines[last - 1].trim() === '') last--;
    return { first, last, text: withoutIndent(lines.slice(first - 1, last)) };
  });
}

/** The number of the one line that begins like this. */
function lineOf(beginning: string): number {
  const found = [...lines.keys()].filter((i) => lines[i].trimStart().startsWith(beginning));
  if (found.length === 1) return found[0] + 1;
  throw new RangeError(`${found.length} lines of microgpt.ts begin with "${beginning}"; there must be one`);
}

function withoutIndent(some: readonly string[]): string {
  const indents = some.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const least = Math.min(...indents);
  return some.map((line) => line.slice(least)).join('\n');
}
