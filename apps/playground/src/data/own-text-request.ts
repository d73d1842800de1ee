import { signal } from '@preact/signals';

/** What the dialog for a text of the user's own begins with. */
export interface OwnTextRequest {
  /** The text, if it is already chosen. */
  readonly file?: File;
}

/** Opens the dialog for a text of the user's own when it is set, and closes it when it is not. */
export const ownTextRequest = signal<OwnTextRequest | undefined>(undefined);
