const videoIdLength = 11;

/** Ids that a spreadsheet damaged and that can be told from the lists, with what they were (spec/datasets §3). */
const repairs: ReadonlyMap<string, string> = new Map([
  ['VMTJRpjbE_150_160', '1-VMTJRpjbE_150_160'],
  ['19jWnmYnlD8_30_400', '19jWnmYnlD8_30_40'],
]);

/** `ID_START_END`: eleven characters, which may be `_` and `-`, and two times in seconds; decimal in a few rows. */
export const isClipId = (text: string): boolean => /^[\w-]{11}_\d+(?:\.\d+)?_\d+(?:\.\d+)?$/.test(text);

export const videoOf = (clipId: string): string => clipId.slice(0, videoIdLength);

/** The id as it was before it was damaged, where that is known. */
export const repaired = (clipId: string): string => repairs.get(clipId) ?? clipId;
