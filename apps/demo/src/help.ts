import { flags } from './flags.ts';

/** What `--help` prints. */
export function helpText(): string {
  const rows = [
    ...Object.entries(flags).map(([name, flag]) => [`--${name} ${flag.value}`, `${flag.help} [${flag.default}]`]),
    ['--json', 'one JSON object a line instead of text'],
    ['--help', 'this text'],
  ];
  const width = Math.max(...rows.map(([usage]) => usage.length));
  const lines = rows.map(([usage, help]) => `  ${usage.padEnd(width)}  ${help}`);
  return [
    'Trains a small GPT and lets it make up new documents.',
    '',
    'pnpm --filter demo start [flags]',
    '',
    ...lines,
    '',
  ].join('\n');
}
