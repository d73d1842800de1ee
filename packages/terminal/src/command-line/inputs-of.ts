/**
 * The arguments in the form that Stricli takes.
 *
 * - `--` is left out: pnpm may pass the one that separates its own flags from ours.
 * - `--flag=value` becomes two arguments if the value is empty or has several lines, which Stricli does not recognize.
 */
export function inputsOf(args: readonly string[]): string[] {
  return args
    .filter((arg) => arg !== '--')
    .flatMap((arg) => {
      const match = /^(--[a-z][\w-]+)=(|.*\n[^]*)$/i.exec(arg);
      return match ? [match[1], match[2]] : [arg];
    });
}
