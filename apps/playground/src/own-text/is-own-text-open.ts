import { signal } from '@preact/signals';

/** Whether the dialog for a text of the user's own is open. It opens for a text that was dropped as well. */
export const isOwnTextOpen = signal(false);
