import type { ComponentType } from 'preact';
import { effect, signal } from '@preact/signals';
import { ownTextRequest } from './own-text-request.ts';

const dialog = signal<ComponentType | undefined>(undefined);

effect(() => {
  if (ownTextRequest.value === undefined || dialog.peek() !== undefined) return;
  void import('./own-text.tsx').then(({ OwnText }) => {
    dialog.value = OwnText;
  });
});

/** The place of the dialog for a text of the user's own, whose code is loaded when it is first opened. */
export function OwnTextHost() {
  const OwnText = dialog.value;
  return OwnText === undefined ? null : <OwnText />;
}
