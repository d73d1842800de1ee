import { cpu } from '@microgpt/autograd';
import { Random } from '@microgpt/random';
import { Run, type Kind, type Outcome } from './runs.ts';

/** How many of the damaged files were refused, and how many gave the same run. */
export interface Counts {
  refused: number;
  right: number;
}

/**
 * Damages a checkpoint in many ways: bits, bytes, lengths, the text of the header, parts removed or repeated. Each file
 * must be refused with an error that names the function, or give the same run.
 *
 * @throws Error if one is neither
 */
export async function fuzzCheckpoints(count: number, seed: number): Promise<Counts> {
  const kind: Kind = { data: 'text', optimizer: 'adam' };
  const run = Run.begin(kind, cpu);
  await run.trainTo(2);
  const bytes = await run.save();
  const expected = await run.finish(3);
  const rng = new Random(seed);
  const counts = { refused: 0, right: 0 };
  for (let i = 0; i < count; i++) {
    // The first files are truncated at every length up to a kilobyte; the others are damaged at random.
    const damaged = seed === 1 && i < 1024 ? bytes.slice(0, i) : damage(bytes, rng);
    await tryToResume(damaged);
  }
  return counts;

  async function tryToResume(damaged: Uint8Array): Promise<void> {
    let outcome: Outcome;
    try {
      const resumed = await Run.resume(kind, cpu, damaged);
      outcome = await resumed.finish(3);
    } catch (error) {
      if (!isOurs(error)) throw error;
      counts.refused++;
      return;
    }
    if (JSON.stringify(outcome) !== JSON.stringify(expected)) throw new Error('a damaged checkpoint gave another run');
    counts.right++;
  }
}

/** Whether an error says which function refused the file. */
function isOurs(error: unknown): boolean {
  const isKind = error instanceof RangeError || error instanceof TypeError;
  return isKind && /^(open\w+|Checkpoint\.load|\w+From|SafetensorsFile\.\w+): ./.test(error.message);
}

/** A copy that is damaged in one to three places. */
function damage(bytes: Uint8Array, rng: Random): Uint8Array {
  let damaged: Uint8Array = bytes.slice();
  for (let times = rng.choices([4, 2, 1]) + 1; times > 0; times--) damaged = rng.choice(damages)(damaged, rng);
  return damaged;
}

/** Where the header ends, as the first 8 bytes say. */
function headerEnd(bytes: Uint8Array): number {
  return bytes.length < 8 ? 0 : 8 + new DataView(bytes.buffer).getUint32(0, true);
}

/** A place in the header, in the length, or anywhere. */
function place(bytes: Uint8Array, rng: Random): number {
  const end = [headerEnd(bytes), 8, bytes.length][rng.choices([3, 1, 2])];
  return rng.below(Math.max(1, Math.min(end, bytes.length)));
}

const damages: readonly ((bytes: Uint8Array, rng: Random) => Uint8Array)[] = [
  function bit(bytes, rng) {
    bytes[place(bytes, rng)] ^= 1 << rng.below(8);
    return bytes;
  },
  function byte(bytes, rng) {
    bytes[place(bytes, rng)] = rng.below(256);
    return bytes;
  },
  function digit(bytes, rng) {
    const at = place(bytes, rng);
    const next = bytes.findIndex((x, i) => i >= at && x >= 48 && x <= 57);
    if (next >= 0) bytes[next] = 48 + rng.below(10);
    return bytes;
  },
  function punctuation(bytes, rng) {
    bytes[place(bytes, rng)] = '{}[]:,"\\ -.e0'.charCodeAt(rng.below(13));
    return bytes;
  },
  function cut(bytes, rng) {
    return bytes.slice(0, rng.below(bytes.length));
  },
  function remove(bytes, rng) {
    const at = place(bytes, rng);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + rng.below(16)));
  },
  function repeat(bytes, rng) {
    const at = place(bytes, rng);
    return joined(bytes.subarray(0, at + 1 + rng.below(16)), bytes.subarray(at));
  },
  function swap(bytes, rng) {
    const [a, b] = [place(bytes, rng), place(bytes, rng)];
    [bytes[a], bytes[b]] = [bytes[b], bytes[a]];
    return bytes;
  },
];

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
