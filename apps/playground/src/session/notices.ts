import { notices, type Notice } from './signals.ts';

let last = 0;

/** Tells the user something. Returns its id. The same text is told once as long as it stands there. */
export function notify(kind: Notice['kind'], text: string): number {
  const same = notices.value.find((notice) => notice.text === text);
  if (same) return same.id;
  last++;
  notices.value = [...notices.value, { id: last, kind, text }];
  return last;
}

/** Takes a notice away. */
export function dismiss(id: number | undefined): void {
  if (notices.value.some((notice) => notice.id === id))
    notices.value = notices.value.filter((notice) => notice.id !== id);
}
