import { Random } from '@microgpt/random';
import { cpu, type Engine } from '../../src/index.ts';
import { Draft, type Sizes } from './draft.ts';
import { cpu32 } from './float32.ts';
import type { Case, Fuzz } from './fuzz.ts';
import { addSomething, rootOf } from './recipes.ts';

/** Random graphs on an engine and on `cpu`. */
export function graphsOn(engine: Engine, { differences = false } = {}): Fuzz {
  const engines = [cpu, cpu32, engine];
  return {
    name: `random graphs on ${engine.name}`,
    generate: randomGraph,
    engines: () => engines,
    watch: true,
    differences,
  };
}

/** Up to five axes and 48 numbers. */
const small: Sizes = {
  most: 96,
  shape(d, rank) {
    const shape: number[] = [];
    let room = 48;
    for (let axes = Math.max(rank, d.oneOf([0, 1, 1, 2, 2, 2, 3, 3, 4, 5])); axes > 0; axes--) {
      shape.push(Math.min(d.between(1, 4), room));
      room = Math.floor(room / shape[shape.length - 1]);
    }
    return shape;
  },
};

/** Random operations on small tensors. */
function randomGraph(seed: number): Case {
  const d = new Draft(new Random(seed), small);
  try {
    for (let i = d.between(1, 3); i > 0; i--) d.leaf(d.shape(), { member: 'parameter' });
    for (let i = d.between(5, 30); i > 0; i--) addSomething(d);
    const root = rootOf(d);
    if (root) d.do(root.ref, 'backward', []);
  } catch (error) {
    return { program: d.program, rough: d.rough, failure: error as Error };
  }
  return { program: d.program, rough: d.rough };
}
