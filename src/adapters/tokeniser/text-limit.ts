const longestText = 32_768;

/** The part of a text that counts: its first 32,768 UTF-16 units, far more than fill 77 tokens; a surrogate pair is not cut in two. */
export const withinLimit = (text: string): string => (text.length <= longestText ? text : text.slice(0, longestText).replace(/[\ud800-\udbff]$/, ''));
