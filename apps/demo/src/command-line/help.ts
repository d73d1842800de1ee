import type { Flags } from './read-flags.ts';

/**
 * What `--help` prints.
 *
 * @param about a sentence about the command
 * @param command how it is called
 */
export function helpText(about: string, command: string, flags: Flags): string {
  const rows = Object.entries(flags).map(([name, flag]) =>
    flag.value === ''
      ? [`--${name}`, flag.help]
      : [`--${name} ${flag.value}`, `${flag.help} [${String(flag.default)}]`],
  );
  rows.push(['--help', 'this text']);
  const width = Math.max(...rows.map(([usage]) => usage.length));
  const lines = rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`);
  return [about, '', `${command} [flags]`, '', ...lines, ''].join('\n');
}
