import { type LoopEnd, lowerRate, type Progress, type Settings } from '@microgpt/run';
import { invocation } from './invocation.ts';
import { longerFlags } from './longer-flags.ts';
import { quoted } from './quoted.ts';

/**
 * The command that goes on with a run after it ended: as it was, for longer if it is done, or more carefully.
 *
 * @param file the last checkpoint; without one, the command that was typed starts again
 * @param typed the arguments of this program
 */
export function resumeCommand(
  reason: LoopEnd,
  file: string | null,
  settings: Settings,
  progress: Progress,
  typed: readonly string[] = process.argv.slice(2),
): string {
  const { lr, clip } = settings;
  const careful = ['--lr', String(lowerRate(lr)), ...(clip === 0 || clip > 1 ? ['--clip', '1'] : [])];
  if (file === null) {
    const isFailure = reason === 'not finite';
    const args = isFailure ? withoutFlags(typed, careful) : typed;
    return [invocation(), ...args.map(quoted), ...(isFailure ? careful : [])].join(' ');
  }
  const command = [invocation(), 'train', '--resume', quoted(file)];
  if (reason === 'not finite') command.push(...careful);
  if (reason === 'done') command.push(...longerFlags(settings, progress));
  return command.join(' ');
}

/** Arguments without some flags and their values, which others replace. */
function withoutFlags(args: readonly string[], flags: readonly string[]): string[] {
  return args.filter((arg, i) => {
    const isValue = i > 0 && flags.includes(args[i - 1]) && args[i - 1].startsWith('--');
    return !isValue && !(arg.startsWith('--') && flags.includes(arg.split('=')[0]));
  });
}
