import { script } from '@bomb.sh/tab';
import type { Shell } from './shells.ts';

/** The work of `microgpt complete`: prints the script for a shell, which calls `microgpt complete --` to learn what may come next. */
export function complete(_: object, shell: Shell): void {
  script(shell, 'microgpt', 'microgpt');
}
