import { printable } from '@microgpt/terminal';

/** The text as `printable` returns it, but with its line feeds and tabs, which do no harm. */
export function printableText(text: string): string {
  return text.replace(/[^\n\t]+/g, printable);
}
