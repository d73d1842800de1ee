import type { Contestant } from './contestant.ts';
import { engines } from './engines.ts';
import { peers } from './peers/index.ts';

/** Everyone who can take part, ours first. */
export const contestants: Readonly<Record<string, () => Promise<Contestant>>> = { ...engines, ...peers };
