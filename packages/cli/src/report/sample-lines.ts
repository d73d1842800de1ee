import type { Sample } from '@microgpt/run';
import { fitted, printable, widthOf } from '@microgpt/terminal';
import type { Paint } from './paint.ts';

const MARKS = { new: false, 'in the data': true } as const;
const INDENT = 'in the data'.length + 2;
const GAP = '  ';

/** Samples by whether they are new: short ones side by side, each cut to a line. */
export function sampleLines(samples: readonly Sample[], columns: number, paint: Paint): string[] {
  return Object.entries(MARKS).flatMap(([mark, isInData]) => {
    const texts = samples.filter((sample) => sample.isInData === isInData).map(({ text }) => quoted(text));
    const lines = flowed(texts, columns - INDENT);
    return lines.map((line, i) => `${paint.faint((i === 0 ? mark : '').padEnd(INDENT))}${line}`);
  });
}

/** A text on one line, with what a terminal would obey escaped. */
function quoted(text: string): string {
  return `"${printable(text.replace(/\s*\n\s*/g, ' ↵ '))}"`;
}

function flowed(texts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const longer = lines.length === 0 ? text : `${lines[lines.length - 1]}${GAP}${text}`;
    if (lines.length > 0 && widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(fitted(text, columns));
  }
  return lines;
}
