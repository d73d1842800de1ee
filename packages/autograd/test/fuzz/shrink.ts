import { flatten, operands, type Program, type Statement } from './program.ts';

/**
 * The shortest failing program found by leaving out statements, together with the statements that need them.
 *
 * @param fails whether a program fails in the same way
 */
export async function shrink(program: Program, fails: (program: Program) => Promise<boolean>): Promise<Program> {
  let shortest = program;
  for (let place = count(shortest) - 1; place >= 0; place = Math.min(place, count(shortest)) - 1) {
    const shorter = without(shortest, place);
    if (await fails(shorter)) shortest = shorter;
  }
  const unwrapped = unwrap(shortest);
  if (count(unwrapped) < count(shortest) && (await fails(unwrapped))) shortest = unwrapped;
  return count(shortest) < count(program) ? shrink(shortest, fails) : shortest;
}

/** The number of statements, including blocks and their contents. */
function count(program: Program): number {
  return program.reduce((sum, statement) => sum + 1 + (statement.kind === 'noGrad' ? count(statement.body) : 0), 0);
}

/** The program without one statement, counted in writing order, and without all statements that need its results. */
function without(program: Program, place: number): Program {
  const missing = new Set<number>();
  let at = 0;
  const visit = (statements: Program): Statement[] =>
    statements.flatMap((statement): Statement[] => {
      const isLeftOut = at++ === place;
      if (statement.kind === 'noGrad') {
        if (isLeftOut) for (const inner of flatten(statement.body)) note(inner);
        const body = isLeftOut ? [] : visit(statement.body);
        if (isLeftOut) at += count(statement.body);
        return body.length === 0
          ? []
          : [{ ...statement, body, returns: statement.returns.filter((id) => !missing.has(id)) }];
      }
      if (statement.kind === 'drop') {
        const ids = statement.ids.filter((id) => !missing.has(id));
        return isLeftOut || ids.length === 0 ? [] : [{ ...statement, ids }];
      }
      if (!isLeftOut && !operands(statement).some((id) => missing.has(id))) return [statement];
      note(statement);
      return [];
    });
  const note = (statement: Statement) => {
    if (statement.kind === 'call' && statement.id !== undefined) missing.add(statement.id);
  };
  return visit(program);
}

/** The program with each block replaced by its body. */
function unwrap(program: Program): Program {
  return program.flatMap((statement) => (statement.kind === 'noGrad' ? unwrap(statement.body) : [statement]));
}
