import type { ReportWriter } from '../../../domain/ports/report.js';
import { renderReport } from './render-report.js';

/** Writes reports as one HTML file without scripts. */
export const htmlReportWriter: ReportWriter = { render: renderReport };
