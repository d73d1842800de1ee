import { ArrayEngine } from './array/array-engine.ts';
import { CpuBackend } from './cpu/cpu-backend.ts';
import { ScalarEngine } from './scalar/scalar-engine.ts';
import type { Engine } from './tensor/engine.ts';

/** The engine on which every number is a `Value` that can be inspected and traced: the specification of all others. */
export const scalar: Engine = /* @__PURE__ */ new ScalarEngine();

/** The engine of float64 arrays in plain loops: as exact as `scalar`, and faster. */
export const cpu = /* @__PURE__ */ new ArrayEngine(/* @__PURE__ */ new CpuBackend());
