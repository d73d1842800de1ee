export {
  contributions,
  type Contributions,
  type HeadContribution,
  type PartContribution,
  type Prediction,
} from './contributions.ts';
export type { Operand } from './graph/result-table.ts';
export { StepGraph, type TensorNode, type ValueNode } from './graph/step-graph.ts';
export { inspect, type AttentionPattern, type Inspection, type StreamPoint, type Units } from './inspect.ts';
export { logitLens, type LensPoint } from './logit-lens.ts';
export { rowOf, type Matrix } from './matrix.ts';
export { principalPlane, type PrincipalPlane } from './principal-plane.ts';
