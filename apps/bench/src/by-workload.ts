/** Rows by their workload, in the order in which they come. */
export function byWorkload<Row extends { readonly workload: string }>(
  rows: readonly Row[],
): [workload: string, rows: Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.workload);
    if (group === undefined) groups.set(row.workload, [row]);
    else group.push(row);
  }
  return [...groups];
}
