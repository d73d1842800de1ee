export { GroupedQueryAttention } from './grouped-query-attention.ts';
export { MixtureOfExperts } from './mixture-of-experts.ts';
export { RotaryAttention } from './rotary-attention.ts';
export { SwiGLU } from './swiglu.ts';
