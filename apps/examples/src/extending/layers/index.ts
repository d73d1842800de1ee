export { GroupedQueryAttention } from './grouped-query-attention.ts';
export { guideParts } from './guide-parts.ts';
export { MixtureOfExperts } from './mixture-of-experts.ts';
export { RotaryAttention } from './rotary-attention.ts';
export { SwiGLU } from './swiglu.ts';
