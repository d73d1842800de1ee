import type { ComponentType } from 'preact';

/** A view of the page: a folder that knows the session and nothing of other views. */
export interface View {
  /** Its name in the address. */
  readonly id: string;
  readonly title: string;
  /** Loads its code when it is first opened. */
  load(): Promise<ComponentType>;
}

/** The views in the order of the header. */
export const views: readonly View[] = [
  { id: 'train', title: 'Train', load: async () => (await import('../views/train/train-view.tsx')).TrainView },
  { id: 'write', title: 'Write', load: async () => (await import('../views/write/write-view.tsx')).WriteView },
  { id: 'inside', title: 'Inside', load: async () => (await import('../views/inside/inside-view.tsx')).InsideView },
  { id: 'graph', title: 'Graph', load: async () => (await import('../views/graph/graph-view.tsx')).GraphView },
  { id: 'lines', title: '200 lines', load: async () => (await import('../views/lines/lines-view.tsx')).LinesView },
];
