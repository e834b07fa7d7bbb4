/** Rows as comma-separated text (RFC 4180): quoted where a cell needs it, absent cells empty. */
export const csvText = (rows: readonly (readonly (string | number | undefined)[])[]): string => rows.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');

function csvCell(value: string | number | undefined): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
