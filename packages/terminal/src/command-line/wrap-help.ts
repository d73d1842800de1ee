const MAX_COLUMNS = 80;
const NARROW_INDENT = 6;
const COMMAND_INDENT = 4;

/**
 * A help page of Stricli with lines of at most `columns` characters, and of at most 80.
 *
 * Stricli pads the columns of its tables to their longest cell, however wide the terminal is. In a row that is too long, what a flag
 * is for continues below itself, and begins on a line of its own if the names take more than half of the width.
 */
export function wrapHelp(page: string, columns = MAX_COLUMNS): string {
  const width = Math.min(columns, MAX_COLUMNS);
  return page
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .join('\n');
}

function wrapLine(line: string, width: number): string[] {
  const [, names = '', padded = line.trimStart()] = /^(\s*\S+(?: \S+)* {2,})(\S.*)$/.exec(line) ?? [];
  const text = padded.replace(/ {2,}(?=\[)/, ' '); // between what a flag is for and its default
  const indent = names || (/^\s*/.exec(line)?.[0] ?? '');
  if (indent.length + text.length <= width) return [indent + text];
  if (names === '') {
    const isCommand = indent !== ''; // it continues further to the right than the next one begins
    return hanging(indent, ' '.repeat(isCommand ? indent.length + COMMAND_INDENT : 0), text, width);
  }
  if (names.length <= width / 2) return hanging(names, ' '.repeat(names.length), text, width);
  const below = ' '.repeat(NARROW_INDENT);
  return [names.trimEnd(), ...hanging(below, below, text, width)];
}

/** The text in lines that begin with `first`, or `rest`; they break after spaces and bars, and a longer word is not broken. */
function hanging(first: string, rest: string, text: string, width: number): string[] {
  const lines = [first];
  for (const word of text.split(/(?<=[ |])/)) {
    const line = lines[lines.length - 1] + word;
    const isEmpty = [first, rest].includes(lines[lines.length - 1]);
    if (isEmpty || line.trimEnd().length <= width) lines[lines.length - 1] = line;
    else lines.push(rest + word);
  }
  return lines.map((line) => line.trimEnd());
}
