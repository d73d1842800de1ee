import type { Flags } from './read-flags.ts';

const MAX_COLUMNS = 80;
const MARGIN = '  ';

/** The text of `--help` besides the flags. */
export interface About {
  /** A sentence about the program. */
  readonly about: string;
  /** The command that starts the program. */
  readonly command: string;
}

/**
 * The text of `--help`: a sentence, the command, and a row for each flag with its default.
 *
 * @param columns the width of the terminal, of which at most 80 are used
 */
export function helpText({ about, command }: About, flags: Flags, columns = MAX_COLUMNS): string {
  const width = Math.min(columns, MAX_COLUMNS);
  const rows = Object.entries(flags).map(([name, flag]): Row =>
    flag.value === ''
      ? [`--${name}`, flag.help]
      : [`--${name} ${flag.value}`, `${flag.help} [${String(flag.default)}]`],
  );
  rows.push(['--help', 'this text']);
  const lines = rows.flatMap((row) => linesOfRow(row, width));
  return [...wrapped(about, width), '', ...wrapped(`${command} [flags]`, width), '', ...lines, ''].join('\n');
}

type Row = [usage: string, help: string];

/** The usage, with the help to its right, or below it if the usage is too long. */
function linesOfRow([usage, help]: Row, width: number): string[] {
  const start = Math.floor(width / 3);
  const left = wrapped(usage, width - MARGIN.length).map((line) => MARGIN + line);
  const [first, ...others] = wrapped(help, width - start).map((line) => ' '.repeat(start) + line);
  const last = left.pop() ?? '';
  const fits = last.length + MARGIN.length <= start;
  return [...left, ...(fits ? [last + first.slice(last.length)] : [last, first]), ...others];
}

/** The text in lines of at most `width` characters, broken after spaces and bars; a longer word is not broken. */
function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(/(?<=[ |])/)) {
    const line = lines[lines.length - 1] + word;
    if (line.trimEnd().length <= width || line === word) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines.map((line) => line.trimEnd());
}
