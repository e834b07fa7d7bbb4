import { AvtoolError } from '@avtool/plugin';

const columns = ['file', 'label', 'start', 'end'];

/**
 * Reads the list of events: a header with file,label,start,end and perhaps split, in any order, then one event a line, without quotes.
 * A line that cannot be used says why and harms no other.
 * @param {string} text
 * @param {{ list: string, splits: readonly string[] }} known the name of the list, for messages, and the splits there are
 * @returns lines with `file` (without extension), `split` (where the list says it), `label`, `start`, `end` (absent for a video without events), or with `fault`
 */
export function eventRows(text, { list, splits }) {
  const [header, ...rows] = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ line: index + 1, fields: content.split(',').map((field) => field.trim()) }))
    .filter(({ fields }) => fields.some((field) => field !== ''));
  const missing = columns.find((column) => !header?.fields.includes(column));
  if (missing !== undefined) throw new AvtoolError({ code: 'LIST_HEADER', message: `The list has no column ${missing}.`, where: `${list} line 1`, fix: `The first line is ${columns.join(',')}; a column split may follow.`, exitCode: 2 });
  return rows.map(({ line, fields }) => ({ line, file: `line-${line}`, ...rowOf(fields, header.fields, splits) }));
}

function rowOf(fields, header, splits) {
  if (fields.length !== header.length) return { fault: `The line has ${fields.length} fields, expected ${header.length}: ${header.join(',')}.` };
  const { file: name, split, label, start, end } = Object.fromEntries(header.map((column, index) => [column, fields[index]]));
  const file = name.replace(/\.\w+$/, '');
  if (!/^[^./\\:\p{Cc}][^/\\:\p{Cc}]*$/u.test(file)) return { fault: `file "${name}" is no file name.` };
  const named = { file, ...(splits.includes(split) && { split }) };
  if (split && !splits.includes(split)) return { ...named, fault: `split "${split}" is none of ${splits.join(', ')}.` };
  if (label === '' && start === '' && end === '') return named;
  if (label === '') return { ...named, fault: 'label is empty.' };
  const inOrder = start !== '' && end !== '' && Number(start) >= 0 && Number(start) < Number(end);
  if (!inOrder) return { ...named, fault: `start "${start}" and end "${end}" are no seconds in order.` };
  return { ...named, label, start: Number(start), end: Number(end) };
}
