/**
 * Places of labels from top to bottom: each at its own if there is room, else pushed apart by at least `gap`.
 *
 * Labels that collide share the shift, so their middle stays where it was. None comes to lie below `lowest`.
 *
 * @param places in ascending order
 */
export function spreadLabels(places: readonly number[], gap: number, lowest = Infinity): number[] {
  interface Group {
    readonly members: number;
    readonly middle: number;
  }
  const groups: Group[] = [];
  for (const place of places) {
    let group: Group = { members: 1, middle: place };
    for (let last = groups.at(-1); last !== undefined && overlap(last, group, gap); last = groups.at(-1)) {
      groups.pop();
      const members = last.members + group.members;
      group = { members, middle: (last.middle * last.members + group.middle * group.members) / members };
    }
    groups.push(group);
  }
  const spread = groups.flatMap(({ members, middle }) =>
    Array.from({ length: members }, (_, i) => middle + (i - (members - 1) / 2) * gap),
  );
  return spread.map((place, i) => Math.min(place, lowest - (spread.length - 1 - i) * gap));
}

function overlap(
  above: { readonly members: number; readonly middle: number },
  below: { readonly members: number; readonly middle: number },
  gap: number,
): boolean {
  return below.middle - above.middle < ((above.members + below.members) / 2) * gap;
}
