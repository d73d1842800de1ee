import { saveCheckpoint } from '@microgpt/checkpoint';
import { contentsOf } from '../../src/loop/contents-of.ts';
import type { RunStore } from '../../src/loop/run-store.ts';
import type { Run } from '../../src/loop/run.ts';

/** The bytes of a checkpoint of a run. */
export async function bytesOf(run: Run): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of saveCheckpoint(contentsOf(run))) chunks.push(chunk.slice());
  return Buffer.concat(chunks);
}

/** A store that holds checkpoints in memory. */
export class MemoryStore implements RunStore {
  savedStep: number | undefined;
  last: Uint8Array | undefined;
  best: Uint8Array | undefined;

  get hasBest(): boolean {
    return this.best !== undefined;
  }

  startOver(): void {
    this.best = undefined;
  }

  async save(run: Run): Promise<boolean> {
    this.last = await bytesOf(run);
    this.savedStep = run.progress.step;
    return true;
  }

  async saveBest(run: Run): Promise<boolean> {
    this.best = await bytesOf(run);
    return true;
  }

  async saveAtEnd(run: Run): Promise<void> {
    await this.save(run);
  }
}
