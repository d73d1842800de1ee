import type { Version } from './layers.ts';
import { isFailure, measure, type Pace } from './measure.ts';
import type { LayerRow } from './results.ts';
import { WorkProcess } from './work-process.ts';

const versions: readonly Version[] = ['builtIn', 'custom'];

/**
 * The times of both versions of a layer on an engine, which take turns.
 *
 * @throws Error if one of them fails
 */
export async function layerRow(workload: string, engine: string, pace: Pace): Promise<LayerRow> {
  const works: WorkProcess[] = [];
  try {
    for (const version of versions)
      works.push(await WorkProcess.start({ contestant: engine, layer: workload, version }));
    const [builtIn, custom] = (await measure(works, pace)).map((timing) => {
      if (isFailure(timing)) throw timing.error;
      return timing.median;
    });
    return { workload, engine, builtIn, custom };
  } finally {
    for (const work of works) work.end();
  }
}
