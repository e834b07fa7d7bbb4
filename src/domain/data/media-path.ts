/** Whether a path with `/` stays below the folder it is relative to, on every system: not absolute, no drive, no `..`, no backslash. */
export function isPathInside(path: string): boolean {
  return path !== '' && !path.startsWith('/') && !/[\\\0]/.test(path) && !/^[A-Za-z]:/.test(path) && !path.split('/').includes('..');
}
