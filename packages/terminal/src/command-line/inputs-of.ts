/**
 * The arguments in the form that Stricli takes.
 *
 * - `--` is left out: pnpm may pass the one that separates its own flags from ours.
 * - `--flag=value` becomes two arguments if the value is empty or has several lines, and so does `-n5`: Stricli recognizes neither.
 */
export function inputsOf(args: readonly string[]): string[] {
  return args
    .filter((arg) => arg !== '--')
    .flatMap((arg) => {
      const match = /^(--[a-z][\w-]+)=(|.*\n[^]*)$/i.exec(arg) ?? /^(-[a-z])(\d.*)$/i.exec(arg);
      return match ? [match[1], match[2]] : [arg];
    });
}
