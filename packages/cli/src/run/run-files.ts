import { existsSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { saveCheckpoint } from '@microgpt/checkpoint';
import { contentsOf, type Run, type RunStore } from '@microgpt/run';
import { removeLeftovers, temporaryName } from '../files/leftovers.ts';
import { replaceFile } from '../files/replace-file.ts';
import { writeProblem } from '../files/write-problem.ts';
import type { Reporter } from '../report/reporter.ts';
import { runPaths, type RunPaths } from './run-paths.ts';

/**
 * The checkpoint files of a run. A file that cannot be written is a warning, and the next save tries again.
 *
 * If `out` is a symbolic link, it stays one: all files are where it leads, because a rename needs one file system.
 */
export class RunFiles implements RunStore {
  readonly #out: string;
  readonly #paths: RunPaths;
  readonly #reporter: Pick<Reporter, 'saved' | 'warn'>;
  #savedStep: number | undefined;
  #file: string | null;
  #best: { readonly file: string; readonly step: number } | null = null;
  /** Why a file could not be written when it was last tried. */
  readonly #problems = new Map<string, string>();
  /** What the last checkpoint's file was when this program began, or last wrote it. */
  #seen: string | undefined;
  #hasWarnedOfOther = false;
  /** Whether the best file is of the run that this one replaces; the first save removes it. */
  #isBestOld = false;

  /**
   * @param out the file of the last checkpoint
   * @param savedStep the step that it holds, if it holds this run
   */
  constructor(out: string, reporter: Pick<Reporter, 'saved' | 'warn'>, savedStep?: number) {
    this.#out = out;
    this.#paths = runPaths(target(out));
    this.#reporter = reporter;
    this.#savedStep = savedStep;
    this.#file = savedStep === undefined ? null : out;
  }

  /** The file that holds the last checkpoint; null if there is none. */
  get file(): string | null {
    return this.#file;
  }

  /** The file of the lowest validation loss, and its step; null if this program wrote none. */
  get best(): { readonly file: string; readonly step: number } | null {
    return this.#best;
  }

  /** Whether there is a file of the run's lowest validation loss, written by this program or an earlier one. */
  get hasBest(): boolean {
    return !this.#isBestOld && existsSync(this.#paths.best);
  }

  /** The step of the last checkpoint; undefined if there is none. */
  get savedStep(): number | undefined {
    return this.#savedStep;
  }

  /**
   * Removes what killed programs left, creates the folder if it is missing, and tries to write in it, so that a folder that
   * cannot be written to is known at the beginning, and where the run will be saved instead.
   */
  async prepare(): Promise<void> {
    const { last } = this.#paths;
    for (const path of [this.#paths.last, this.#paths.previous, this.#paths.best]) await removeLeftovers(path);
    this.#seen = await identity(last);
    try {
      await mkdir(dirname(last), { recursive: true });
      const probe = temporaryName(last);
      await (await open(probe, 'w')).close();
      await rm(probe);
    } catch (error) {
      this.#warn(last, error, `; if it still fails at the end, the run is saved in ${tmpdir()}`);
    }
  }

  /** Tells that the run is new, and replaces the one in the file if there is one, which the first save keeps as the previous. */
  startOver(): void {
    this.#isBestOld = existsSync(this.#paths.last);
  }

  /**
   * Saves the run, and keeps the checkpoint before unless it is of the same step.
   *
   * @returns whether it is saved
   */
  async save(run: Run): Promise<boolean> {
    const { last, previous } = this.#paths;
    const { step } = run.progress;
    const keeps = step === this.#savedStep ? undefined : previous;
    await this.#warnOfOther();
    if (!(await this.#write(last, run, keeps))) return false;
    this.#seen = await identity(last);
    await this.#removeOldBest();
    this.#savedStep = step;
    this.#file = this.#out;
    this.#reporter.saved(this.#out, step);
    return true;
  }

  /**
   * Saves the run as the best so far.
   *
   * @returns whether it is saved
   */
  async saveBest(run: Run): Promise<boolean> {
    const { best } = this.#paths;
    if (!(await this.#write(best, run))) return false;
    this.#isBestOld = false;
    this.#best = { file: best, step: run.progress.step };
    return true;
  }

  /**
   * Saves the run for the last time. If its file cannot be written, it tries the folder for temporary files, so that the work
   * of the run is somewhere.
   */
  async saveAtEnd(run: Run): Promise<void> {
    this.#problems.clear(); // so that the end says it, even if it was said before
    if (await this.save(run)) return;
    const { last } = this.#paths;
    const saved = this.#savedStep === undefined ? 'nothing of this run' : `step ${this.#savedStep}`;
    try {
      const folder = await mkdtemp(join(tmpdir(), 'microgpt-'));
      const file = join(folder, basename(last));
      await replaceFile(file, saveCheckpoint(contentsOf(run)));
      this.#savedStep = run.progress.step;
      this.#file = file;
      this.#reporter.warn(
        `${last} holds ${saved}; the run is saved in ${file} instead: move it to a place of your own`,
      );
      this.#reporter.saved(file, run.progress.step);
    } catch (error) {
      this.#reporter.warn(
        `the run could not be saved in ${tmpdir()}, either: ${writeProblem(error)}. ${last} holds ${saved}`,
      );
    }
  }

  /** Warns, once, if another program has written the file. */
  async #warnOfOther(): Promise<void> {
    const { last } = this.#paths;
    const now = await identity(last);
    if (this.#hasWarnedOfOther || now === undefined || now === this.#seen) return;
    this.#hasWarnedOfOther = true;
    this.#reporter.warn(
      `another program has written ${last}, and this run replaces what it wrote; if that is another training, stop one of them, and start it with another file with --out`,
    );
  }

  /** Removes the best checkpoint of the run before. If it cannot be removed, that stops nothing. */
  async #removeOldBest(): Promise<void> {
    if (this.#isBestOld) await rm(this.#paths.best, { force: true }).catch(() => undefined);
    this.#isBestOld = false;
  }

  async #write(file: string, run: Run, previous?: string): Promise<boolean> {
    try {
      await replaceFile(file, saveCheckpoint(contentsOf(run)), { previous });
      if (this.#problems.delete(file)) this.#reporter.warn(`${file} could be saved again`);
      return true;
    } catch (error) {
      this.#warn(file, error);
      return false;
    }
  }

  /** Warns, but only once for the same reason. */
  #warn(file: string, error: unknown, until = ''): void {
    const problem = writeProblem(error);
    if (problem === this.#problems.get(file)) return;
    this.#problems.set(file, problem);
    this.#reporter.warn(`${file} cannot be saved: ${problem}. Training goes on, and tries again${until}`);
  }
}

/** What changes whenever a file is replaced or written; undefined if there is none. */
async function identity(file: string): Promise<string | undefined> {
  const stats = await stat(file).catch(() => undefined);
  return stats && `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

/** The file to which a symbolic link leads, link by link, even if it does not exist; the path itself if it is none. */
function target(path: string): string {
  try {
    return target(resolve(dirname(path), readlinkSync(path)));
  } catch {
    return path;
  }
}
