import { instance } from '@viz-js/viz';
import { toDot } from './dot.ts';
import type { Graph } from './graph.ts';

/** The graph as an SVG picture, laid out by Graphviz. */
export async function toSvg(graph: Graph): Promise<string> {
  const graphviz = await instance();
  return graphviz.renderString(toDot(graph), { format: 'svg' });
}
