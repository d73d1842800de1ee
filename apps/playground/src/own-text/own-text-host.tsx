import type { ComponentType } from 'preact';
import { effect, signal } from '@preact/signals';
import { droppedText } from '../session/session.ts';
import { isOwnTextOpen } from './is-own-text-open.ts';

const dialog = signal<ComponentType | undefined>(undefined);

effect(() => {
  if (droppedText.value !== undefined) isOwnTextOpen.value = true;
});

effect(() => {
  if (!isOwnTextOpen.value || dialog.peek() !== undefined) return;
  void import('./own-text.tsx').then(({ OwnText }) => {
    dialog.value = OwnText;
  });
});

/** The place of the dialog for a text of the user's own, whose code is loaded when it is first opened. */
export function OwnTextHost() {
  const OwnText = dialog.value;
  return OwnText === undefined ? null : <OwnText />;
}
