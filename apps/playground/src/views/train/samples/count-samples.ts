import { formatCount } from '../../../design/format/format-count.ts';
import type { WrittenText } from '../../../writing/writer.ts';

/** The heading of the samples: at which step, and how many of them are new. */
export function samplesTitle(step: number, texts: readonly Pick<WrittenText, 'isInData'>[]): string {
  const title = `What it writes at step ${formatCount(step)}`;
  const isKnown = texts.length > 0 && texts.every(({ isInData }) => isInData !== undefined);
  if (!isKnown) return title;
  const old = texts.filter(({ isInData }) => isInData === true).length;
  const parts = [texts.length - old > 0 ? `${texts.length - old} new` : '', old > 0 ? `${old} in the data` : ''];
  return `${title} · ${parts.filter((part) => part !== '').join(', ')}`;
}
