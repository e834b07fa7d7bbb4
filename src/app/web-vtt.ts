import type { Cue } from '../domain/tasks/cue.js';

/** Subtitles as WebVTT (W3C): times as hh:mm:ss.mmm, one line a cue; `&`, `<` and `>` are escaped, so that no text can end a cue or begin a tag. */
export const webVtt = (cues: readonly Cue[]): string => ['WEBVTT', '', ...cues.flatMap(({ startSeconds, endSeconds, text }) => [`${timeStamp(startSeconds)} --> ${timeStamp(endSeconds)}`, escaped(text), ''])].join('\n');

function timeStamp(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const part = (value: number, digits: number): string => String(Math.floor(value)).padStart(digits, '0');
  return `${part(milliseconds / 3_600_000, 2)}:${part((milliseconds / 60_000) % 60, 2)}:${part((milliseconds / 1000) % 60, 2)}.${part(milliseconds % 1000, 3)}`;
}

const escaped = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
