import { Graph, layout } from '@dagrejs/dagre';

/** A box to place. */
export interface BoxSize {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** A box with the place of its top left corner. */
interface Box extends BoxSize {
  readonly x: number;
  readonly y: number;
}

/** An arrow between two boxes. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** What stands at the arrow; default nothing. */
  readonly label?: string | undefined;
}

/** A place in the plane. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** An arrow as a line through points, and where its label stands. */
export interface Arrow extends Edge {
  readonly points: readonly Point[];
  readonly middle: Point;
}

/** How much room a label takes. */
const [LETTER, LINE] = [7.5, 20];

/** Boxes and arrows in the plane. */
export interface Layout {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly width: number;
  readonly height: number;
}

/** Places boxes so that arrows lead from left to right, or from top to bottom, and cross as little as possible. */
export function layoutOf(sizes: readonly BoxSize[], edges: readonly Edge[], direction: 'LR' | 'TB'): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: direction, nodesep: 12, ranksep: 36, marginx: 4, marginy: 4 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of sizes) graph.setNode(id, { width, height });
  for (const { from, to, label = '' } of edges) {
    graph.setEdge(from, to, label === '' ? {} : { width: LETTER * label.length, height: LINE, labelpos: 'c' });
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  const boxes = sizes.map((size) => {
    const { x, y } = graph.node(size.id) as { readonly x: number; readonly y: number };
    return { ...size, x: x - size.width / 2, y: y - size.height / 2 };
  });
  const arrows = edges.map((edge) => {
    const { points, x, y } = graph.edge(edge.from, edge.to) as Pick<Arrow, 'points'> & Partial<Point>;
    return { ...edge, points, middle: { x: x ?? points[0].x, y: y ?? points[0].y } };
  });
  return { boxes, arrows, width, height };
}
