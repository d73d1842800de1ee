/** @module testing */

export {
  checkGradients,
  type GradientCheckOptions,
  type GradientReport,
  type NamedTensors,
} from './testing/check-gradients.ts';
export { testEngine, type EngineTestOptions } from './testing/test-engine.ts';
