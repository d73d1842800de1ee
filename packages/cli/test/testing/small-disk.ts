import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, in memory. */
export interface SmallDisk {
  readonly folder: string;
  /** Mounts it again, read-only or not. */
  remount(mode: 'ro' | 'rw'): void;
  unmount(): void;
}

/** A disk of so many kilobytes; undefined where it cannot be mounted, which needs Linux and root. */
export function smallDisk(kilobytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'microgpt-disk-'));
  const mount = (...options: string[]) => spawnSync('mount', options).status === 0;
  if (!mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder)) {
    rmdirSync(folder);
    return undefined;
  }
  return {
    folder,
    remount: (mode) => {
      if (!mount('-o', `remount,${mode}`, folder)) throw new Error(`${folder} cannot be mounted ${mode}`);
    },
    unmount: () => {
      spawnSync('umount', [folder]);
      rmdirSync(folder);
    },
  };
}
