/** The name of a metric for people: `foregroundAccuracy` → `foreground accuracy`, `publishedFScore` → `published f score`. */
export const metricWords = (name: string): string =>
  name
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .map((word) => word.toLowerCase())
    .join(' ');
