import { isGuideLayers } from 'examples/guide-layers';

/** A module of the user's own. */
export interface OwnModule {
  /** SHA-256 of its text, in hexadecimal. */
  readonly sha256: string;
  /** The name of its file. */
  readonly file: string;
}

const OWN = /^own:([0-9a-f]{64}):([\w.-]+)$/;

/** The key of a user's own module, as the address and checkpoints name it: `own:`, its SHA-256, and the name of its file. */
export function keyOfOwn({ sha256, file }: OwnModule): string {
  return `own:${sha256}:${file.replace(/[^\w.-]/g, '-')}`;
}

/** The user's own module that a key names; undefined if it names other layers. */
export function ownModule(key: string): OwnModule | undefined {
  const found = OWN.exec(key);
  return found === null ? undefined : { sha256: found[1], file: found[2] };
}

/** Whether a text is the key of layers that a run in this page can have. */
export function isLayersKey(text: unknown): boolean {
  return typeof text === 'string' && (isGuideLayers(text) || OWN.test(text));
}
