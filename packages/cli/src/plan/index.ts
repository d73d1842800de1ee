// What the benchmark that made the table of sizes uses of this program. It is not published.
export { rateAt } from '@microgpt/run';
export { choosePlan, type Plan } from './choose-plan.ts';
