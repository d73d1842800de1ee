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
  /** The text on the arrow; default none. */
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

/** The room around everything. */
const MARGIN = 8;

/** The room of a label. All have the same, so that nothing moves while numbers change. */
const LABEL = { width: 64, height: 20, labelpos: 'c' } as const;

/** Boxes and arrows in the plane. */
export interface Layout {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
  readonly width: number;
  readonly height: number;
}

/** Places boxes so that arrows lead from left to right and cross as little as possible. */
export function layoutOf(sizes: readonly BoxSize[], edges: readonly Edge[]): Layout {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 12, ranksep: 36 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of sizes) graph.setNode(id, { width, height });
  for (const { from, to, label } of edges) graph.setEdge(from, to, label === undefined ? {} : { ...LABEL });
  layout(graph);
  const boxes = sizes.map((size) => {
    const { x, y } = graph.node(size.id) as Point;
    return { ...size, x: x - size.width / 2, y: y - size.height / 2 };
  });
  const arrows = edges.map((edge) => {
    const { points, x, y } = graph.edge(edge.from, edge.to) as Pick<Arrow, 'points'> & Partial<Point>;
    return { ...edge, points, middle: { x: x ?? points[0].x, y: y ?? points[0].y } };
  });
  return inFrame(boxes, arrows);
}

/** Moves everything so that it begins at the margin. Arrows may lead around all boxes, and the library does not count their room. */
function inFrame(boxes: readonly Box[], arrows: readonly Arrow[]): Layout {
  const corners = boxes.flatMap(({ x, y, width, height }) => [
    { x, y },
    { x: x + width, y: y + height },
  ]);
  const all = [...corners, ...arrows.flatMap(({ points }) => points)];
  const [left, top] = [Math.min(...all.map(({ x }) => x)), Math.min(...all.map(({ y }) => y))];
  const [right, bottom] = [Math.max(...all.map(({ x }) => x)), Math.max(...all.map(({ y }) => y))];
  const isUpsideDown = upsideDown(boxes);
  const moved = ({ x, y }: Point): Point => ({
    x: x - left + MARGIN,
    y: (isUpsideDown ? bottom - y : y - top) + MARGIN,
  });
  return {
    boxes: boxes.map((box) => ({ ...box, ...moved(isUpsideDown ? { x: box.x, y: box.y + box.height } : box) })),
    arrows: arrows.map((arrow) => ({ ...arrow, points: arrow.points.map(moved), middle: moved(arrow.middle) })),
    width: right - left + 2 * MARGIN,
    height: bottom - top + 2 * MARGIN,
  };
}

/** Whether boxes above each other mostly stand in the reverse of the order in which they were given. */
function upsideDown(boxes: readonly Box[]): boolean {
  let order = 0;
  const lastAt = new Map<number, Box>();
  for (const box of boxes) {
    const before = lastAt.get(box.x);
    if (before !== undefined) order += Math.sign(box.y - before.y);
    lastAt.set(box.x, box);
  }
  return order < 0;
}
