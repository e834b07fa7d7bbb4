/** What `ave:predict --json` said of its files: the class of each second. */
export function predictionLines(result: Readonly<Record<string, unknown>>): string[] {
  if (!Array.isArray(result.files)) throw new Error('the prediction names no files');
  return result.files.map((file: unknown) => {
    const { file: name, segments } = Object(file) as { readonly file?: unknown; readonly segments?: unknown };
    return `        ${String(name)}: ${Array.isArray(segments) ? segments.join(', ') : 'no prediction'}`;
  });
}
