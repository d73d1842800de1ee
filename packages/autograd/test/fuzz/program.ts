// Tensor programs as data: a generator makes them, an interpreter runs them, and a failing test prints them.

/** A tensor of the program, which is written `x3`. */
export class Ref {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

/** An argument that is neither a tensor nor plain data: its source text, and how to make it. */
export class Literal {
  readonly text: string;
  readonly make: () => unknown;

  constructor(text: string, make: () => unknown) {
    this.text = text;
    this.make = make;
  }
}

export type Argument =
  | undefined
  | null
  | number
  | boolean
  | string
  | Ref
  | Literal
  | readonly Argument[]
  | { readonly [option: string]: Argument };

/** `x3.sum(-1)`, `engine.zeros([2])`, `Tensor.stack([x1, x2])`; without `args` a property is read, with `set` written. */
export interface Call {
  readonly kind: 'call';
  /** The number of the resulting tensor; undefined if the result is plain data, or there is none. */
  readonly id?: number;
  readonly on: Ref | 'engine' | 'Tensor';
  readonly member: string;
  readonly args?: readonly Argument[];
  readonly set?: Ref | undefined;
  /** The index of the tensor, if the call returns several. */
  readonly at?: number;
}

/** A call that must throw, with the same message on every engine. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly call: Call;
}

/** `noGrad(() => { …; return { x3 }; })` */
export interface Block {
  readonly kind: 'noGrad';
  readonly body: readonly Statement[];
  readonly returns: readonly number[];
  /** Whether the body throws at its end, and so returns nothing. */
  readonly throws: boolean;
}

/** The program drops these tensors. */
interface Drop {
  readonly kind: 'drop';
  readonly ids: readonly number[];
}

/** The event loop turns, and garbage is collected. */
interface Tick {
  readonly kind: 'tick';
}

export type Statement = Call | Refusal | Block | Drop | Tick;
export type Program = readonly Statement[];

/** The program in TypeScript. */
export function format(program: Program): string {
  const hoisted = [...leaked(program)].map((id) => `let x${id};`);
  const declared = new Set(leaked(program));
  return [...hoisted, ...program.flatMap((statement) => lines(statement, declared))].join('\n');
}

/** A statement on one line, for messages. */
export function headline(statement: Statement): string {
  return statement.kind === 'noGrad' ? `noGrad(() => …)` : lines(statement, new Set()).join(' ').replace(/;$/, '');
}

/** All statements, including nested ones. */
export function* flatten(program: Program): Generator<Exclude<Statement, Block>> {
  for (const statement of program) {
    if (statement.kind === 'noGrad') yield* flatten(statement.body);
    else yield statement;
  }
}

/** The tensors that a statement uses. */
export function operands(statement: Exclude<Statement, Block>): readonly number[] {
  if (statement.kind === 'tick') return [];
  if (statement.kind === 'drop') return statement.ids;
  const { on, args, set } = statement.kind === 'refusal' ? statement.call : statement;
  return refsIn([on, args, set]);
}

function refsIn(value: unknown): number[] {
  if (value instanceof Ref) return [value.id];
  if (value instanceof Literal || typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(refsIn);
}

/** Tensors that are made in a block and used after it without being returned. */
function leaked(program: Program): Set<number> {
  const found = new Set<number>();
  const visit = (statements: Program, visible: Set<number>): void => {
    for (const statement of statements) {
      if (statement.kind === 'noGrad') {
        visit(statement.body, new Set(visible));
        for (const id of statement.returns) visible.add(id);
        continue;
      }
      for (const id of operands(statement)) if (!visible.has(id)) found.add(id);
      if (statement.kind === 'call' && statement.id !== undefined) visible.add(statement.id);
    }
  };
  visit(program, new Set());
  return found;
}

function lines(statement: Statement, declared: ReadonlySet<number>): string[] {
  switch (statement.kind) {
    case 'call':
      return [`${statement.id === undefined ? '' : binding(statement.id, declared)}${callText(statement)};`];
    case 'refusal':
      return [`expect(() => ${callText(statement.call)}).toThrow();`];
    case 'drop':
      return [`// nothing holds ${statement.ids.map((id) => `x${id}`).join(', ')} any more`];
    case 'tick':
      return ['await collectGarbage();'];
    case 'noGrad': {
      const returned = `{ ${statement.returns.map((id) => `x${id}`).join(', ')} }`;
      const body = statement.body.flatMap((inner) => lines(inner, declared)).map((line) => `  ${line}`);
      if (statement.throws)
        return [
          'try {',
          '  noGrad(() => {',
          ...body.map((l) => `  ${l}`),
          "    throw new Error('body');",
          '  });',
          '} catch {}',
        ];
      if (statement.returns.length === 0) return ['noGrad(() => {', ...body, '});'];
      const names = statement.returns.every((id) => !declared.has(id)) ? `const ${returned} = ` : '';
      return [`${names}noGrad(() => {`, ...body, `  return ${returned};`, '});'];
    }
  }
}

function binding(id: number, declared: ReadonlySet<number>): string {
  return declared.has(id) ? `x${id} = ` : `const x${id} = `;
}

function callText({ on, member, args, at, ...rest }: Call): string {
  const owner = on instanceof Ref ? `x${on.id}` : on;
  if ('set' in rest) return `${owner}.${member} = ${argumentText(rest.set)}`;
  if (args === undefined) return `${owner}.${member}`;
  return `${owner}.${member}(${args.map(argumentText).join(', ')})${at === undefined ? '' : `[${at}]`}`;
}

function argumentText(value: Argument): string {
  if (value instanceof Ref) return `x${value.id}`;
  if (value instanceof Literal) return value.text;
  if (Array.isArray(value)) return `[${value.map(argumentText).join(', ')}]`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  return `{ ${Object.entries(value)
    .map(([name, option]) => `${name}: ${argumentText(option)}`)
    .join(', ')} }`;
}
