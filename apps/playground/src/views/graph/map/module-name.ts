import { partName } from '../../../inspecting/part-name.ts';

/** What people call a module of the map. What the model computes between its modules has an empty path. */
export function moduleName(path: string): string {
  return path === '' ? 'between the modules' : partName(path);
}
