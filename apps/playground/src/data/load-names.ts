import coded from '../../../demo/data/ssa-2018.txt?front-coded';
import { fromFrontCoded } from './front-coding.ts';

/** The names that the demo and the command line have too, byte for byte. */
export function loadNames(): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(fromFrontCoded(coded));
}
