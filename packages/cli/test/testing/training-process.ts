import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GivenSettings } from '@microgpt/run';
import { build } from 'esbuild';
import type { TrainCommand } from '../../src/train/train-options.ts';

/** What a training process printed and how it ended. */
export interface Outcome {
  /** The lines that were printed whole. */
  readonly lines: readonly Record<string, unknown>[];
  readonly errors: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Bundles the program of `child.ts` into a folder, so that it starts in a tenth of a second. */
export async function bundleChild(folder: string): Promise<string> {
  const outfile = join(folder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./child.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@microgpt/source'],
    logLevel: 'error',
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
  });
  return outfile;
}

/** A process that trains with these settings. */
export class TrainingProcess {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
  #output = '';
  #errors = '';

  constructor(program: string, cwd: string, given: GivenSettings, command: Partial<TrainCommand> = {}) {
    const args = [program, JSON.stringify(given), JSON.stringify(command)];
    this.child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.outcome = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        resolve({ lines: this.#lines(), errors: this.#errors, code, signal });
      });
    });
  }

  /** Waits until the output contains a text, or the process has ended. */
  async until(text: string): Promise<void> {
    while (!this.#output.includes(text) && this.child.exitCode === null && this.child.signalCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  #lines(): Record<string, unknown>[] {
    const whole = this.#output.split('\n').slice(0, -1); // the last line may be cut off
    return whole.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
