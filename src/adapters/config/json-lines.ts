/**
 * Line of every key of a valid JSON text, by dotted path (`train.epochs`); entries of arrays count as their array.
 * @param text what `JSON.parse` has accepted
 */
export function linesOfKeys(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|\n/g;
  const scopes: { readonly object: boolean; key: string | undefined }[] = [];
  let line = 1;
  let expectsKey = false;
  for (const [token] of text.matchAll(tokens)) {
    const scope = scopes.at(-1);
    if (token === '\n') line++;
    else if (token === '{' || token === '[') {
      scopes.push({ object: token === '{', key: undefined });
      expectsKey = token === '{';
    } else if (token === '}' || token === ']') {
      scopes.pop();
      expectsKey = false;
    } else if (token === ',') expectsKey = scope?.object === true;
    else if (token === ':') expectsKey = false;
    else if (expectsKey && scope !== undefined) {
      scope.key = JSON.parse(token) as string;
      const path = scopes.flatMap(({ object, key }) => (object && key !== undefined ? [key] : [])).join('.');
      if (!lines.has(path)) lines.set(path, line);
      expectsKey = false;
    }
  }
  return lines;
}

/** Line of a syntax error, from the position in the message of `JSON.parse`. */
export function lineOfSyntaxError(text: string, error: Error): number | undefined {
  const position = /position (\d+)/.exec(error.message)?.[1];
  return position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
}
