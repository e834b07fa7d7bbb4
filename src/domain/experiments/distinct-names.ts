/** The shortest ends of paths that tell them apart: `a/x/run` and `b/x/run` → `a/x/run` and `b/x/run`, `runs/first` and `runs/second` → `first` and `second`. */
export function distinctNames(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.'));
  const longest = Math.max(0, ...parts.map(({ length }) => length));
  for (let depth = 1; depth < longest; depth++) {
    const names = parts.map((path) => path.slice(-depth).join('/'));
    if (new Set(names).size === names.length) return names;
  }
  return parts.map((path) => path.join('/'));
}
