import type { ReportContent } from '../../../domain/ports/report.js';
import { comparisonReport } from './comparison-report.js';
import { evaluationReport } from './evaluation-report.js';
import { sectionsReport } from './sections-report.js';

/** One self-contained HTML file: no script, no network; light, dark and printed (conventions §6). */
export async function renderReport(content: ReportContent): Promise<string> {
  switch (content.kind) {
    case 'evaluation':
      return evaluationReport(content);
    case 'comparison':
      return comparisonReport(content);
    case 'sections':
      return sectionsReport(content);
  }
}
