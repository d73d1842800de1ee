import type { WriteStream } from 'node:tty';
import pc from 'picocolors';

/** Colors by what they mean. */
export interface Paint {
  readonly loss: (text: string) => string;
  readonly unseen: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly warning: (text: string) => string;
}

/** The colors of a terminal; none if it has none, or `NO_COLOR` is set. */
export function paintFor(out: Pick<WriteStream, 'hasColors'>): Paint {
  const { cyan, yellow, dim, bold } = pc.createColors(out.hasColors());
  return { loss: cyan, unseen: yellow, faint: dim, strong: bold, warning: yellow };
}

/** No colors at all. */
export const plain: Paint = { loss: same, unseen: same, faint: same, strong: same, warning: same };

function same(text: string): string {
  return text;
}
