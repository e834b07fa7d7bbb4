/** The name of a metric for people: `foregroundAccuracy` → `foreground accuracy`. */
export const metricWords = (name: string): string => name.replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
