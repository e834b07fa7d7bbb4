/**
 * How far rows of one class lie together: the share of the nearest neighbours, by Euclidean distance, that are of the row's own class, in per cent.
 * @param rows of equal length @param labels a class a row @param groups rows of one group are no neighbours of each other (seconds of one clip) @returns undefined where no row has a neighbour
 */
export function neighbourPurity(rows: readonly ArrayLike<number>[], labels: readonly number[], groups: readonly string[], neighbours = 5): number | undefined {
  let [same, all] = [0, 0];
  rows.forEach((row, i) => {
    const others = rows.flatMap((other, j) => (groups[j] === groups[i] ? [] : [{ j, distance: squaredDistance(row, other) }]));
    const nearest = others.sort((a, b) => a.distance - b.distance || a.j - b.j).slice(0, neighbours);
    same += nearest.filter(({ j }) => labels[j] === labels[i]).length;
    all += nearest.length;
  });
  return all === 0 ? undefined : (100 * same) / all;
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) ** 2;
  return sum;
}
