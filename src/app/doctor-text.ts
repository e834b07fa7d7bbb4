import type { Finding, Grade } from './doctor-finding.js';

const width = 80;
const nameColumn = 23;
const indent = 8;

/** Words, not signs: they stand in every terminal, log and screen reader. */
const wordOf: Readonly<Record<Grade, string>> = { ok: 'ok', absent: '-', warning: 'warn', broken: 'FAIL' };

/** The findings by topic as lines of at most 80 columns (single words that are longer stay whole). */
export function doctorLines(findings: readonly Finding[]): string[] {
  const topics = [...new Set(findings.map(({ topic }) => topic))];
  const parts = topics.flatMap((topic) => [topic, ...findings.filter((finding) => finding.topic === topic).flatMap(linesOf), '']);
  return [...parts, conclusion(findings)];
}

function linesOf({ name, grade, text, fix }: Finding): string[] {
  const head = `  ${wordOf[grade].padEnd(indent - 2)}${name.padEnd(nameColumn - 1)} `;
  const beside = wrapped(text, width - indent - nameColumn);
  const lines = head.length > indent + nameColumn ? [head.trimEnd(), ...beside.map(below)] : beside.map((line, index) => (index === 0 ? `${head}${line}` : below(line)));
  return [...lines.map((line) => line.trimEnd()), ...(fix === undefined ? [] : wrapped(`fix: ${fix}`, width - indent - nameColumn).map(below))];
}

const below = (line: string): string => `${' '.repeat(indent + nameColumn)}${line}`;

function wrapped(text: string, wide: number): string[] {
  const lines: string[] = [];
  let open = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (open !== '' && open.length + 1 + word.length > wide) {
      lines.push(open);
      open = word;
    } else open = open === '' ? word : `${open} ${word}`;
  }
  return open === '' && lines.length > 0 ? lines : [...lines, open];
}

function conclusion(findings: readonly Finding[]): string {
  const count = (grade: Grade) => findings.filter((finding) => finding.grade === grade).length;
  const warnings = count('warning') === 0 ? '' : ` ${count('warning')} warning${count('warning') === 1 ? '' : 's'} (warn).`;
  return count('broken') === 0 ? `Everything that is needed works.${warnings}` : `${count('broken')} needed ${count('broken') === 1 ? 'thing does' : 'things do'} not work (FAIL).${warnings}`;
}
