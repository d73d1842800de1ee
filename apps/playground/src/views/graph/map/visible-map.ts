import type { TensorFacts } from '../../../inspecting/graph.ts';
import type { Edge } from '../drawing/layout.ts';

/** A box of the map: a module that is closed, or a tensor of one that is open. */
export interface MapNode {
  readonly id: string;
  readonly kind: 'module' | 'tensor';
  /** The path of the module, or of the one that the tensor belongs to; empty for what the model computes between its modules. */
  readonly path: string;
  /** The tensors in it. */
  readonly tensors: readonly TensorFacts[];
}

/** What is drawn of the graph of a step. */
export interface VisibleMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly Edge[];
}

/** The modules and tensors that are drawn while some modules are open. An arrow leads from what is computed to what uses it. */
export function visibleMap(tensors: readonly TensorFacts[], open: ReadonlySet<string>): VisibleMap {
  const nodes = new Map<string, { -readonly [K in keyof MapNode]: MapNode[K] }>();
  const nodeOf = new Map<number, string>();
  for (const tensor of tensors) {
    const around = modulesAround(tensor.owner);
    const closed = around.find((path) => !open.has(path));
    const id = closed === undefined ? `tensor ${tensor.id}` : `module ${closed}`;
    nodeOf.set(tensor.id, id);
    const known = nodes.get(id);
    if (known) known.tensors = [...known.tensors, tensor];
    else {
      const kind = closed === undefined ? 'tensor' : 'module';
      nodes.set(id, { id, kind, path: closed ?? tensor.owner, tensors: [tensor] });
    }
  }
  const edges = new Map<string, Edge>();
  for (const tensor of tensors) {
    const to = nodeOf.get(tensor.id) ?? '';
    for (const operand of tensor.operands) {
      const from = nodeOf.get(operand) ?? '';
      if (from !== to) edges.set(`${from} ${to}`, { from, to });
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** The paths of a module and of those around it, the outermost first: `layers.0`, `layers.0.attn`, `layers.0.attn.wq`. */
export function modulesAround(path: string): string[] {
  const steps = path.match(/[^.]+(?:\.\d+)*/g) ?? [];
  return steps.map((_, i) => steps.slice(0, i + 1).join('.'));
}
